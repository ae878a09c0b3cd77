/** The languages of the pages. Korean follows the usage of 延边 (연변). */
export type Lang = 'zh-CN' | 'ko' | 'en';
export const langs: readonly Lang[] = ['zh-CN', 'ko', 'en'];

/** What each language calls itself. */
export const ownName: Record<Lang, string> = { 'zh-CN': '中文', ko: '한국어', en: 'English' };

/** One thing named in the three languages; the shape of every `names` column. */
export type Words = Record<Lang, string>;

/** A form of this page that was refused: what was typed stands there again, beside what is wrong. */
export interface Again {
  /** Which form: where it leads, and its name where several lead there. */
  action: string;
  form: string | undefined;
  /** By the names of the fields; never a secret. */
  values: Readonly<Record<string, string>>;
  field: string | undefined;
  /** What happened and what to do. */
  sentence: string;
  /** All that is wrong, field by field, in the order of the form; then `field` is the first of them. */
  faults?: readonly FieldFault[];
  /** The refusal, for whoever looks it up. */
  code: string;
}

/** What is wrong with one field of a form, and what would be right. */
export interface FieldFault {
  field: string;
  /** What the field is called on the page. */
  label: string | undefined;
  sentence: string;
  /** The page on which it is asked for, where that is another one; empty: on none. */
  elsewhere?: string;
}

/** What surrounds every page: the first prop of each of them. */
export interface PageFrame {
  lang: Lang;
  /** 关怀版: everything 1.4 times as large, nothing beside the main column. */
  elder: boolean;
  /** This page's path and kept query; the language and elder switches link back to it. */
  path: string;
  /** The request id: "this page's code", which the help line can look up. */
  code?: string;
  /** The service that asked for the sign-in, and the department that owns it. */
  client?: { name: Words | string; owner: Words | string; logo?: string };
  /** Who is signed in. */
  person?: {
    masked_name: string;
    /** Address (GET) of the page that asks whether to sign out. */
    sign_out?: string;
  };
  /** Who of the staff is signed in; never beside `person`. */
  staff?: { name: string };
  /** Which developer is signed in; beside neither of the two. */
  developer?: { address: string };
  /** A form of this page that was refused. */
  again?: Again;
  /** The form token, sent back as `_csrf`. */
  csrf?: string;
  /** Origins that forms of this page may lead to, for the Content-Security-Policy. */
  form_action?: string[];
  /** 主办单位, from the settings. */
  owner?: string;
  /** A sandbox: above every page stands that its people are made up. */
  sandbox?: boolean;
  /** Telephone number of the help line, from the settings; 12345 when absent. */
  help_line?: string;
}

/** This page's address with one more parameter. */
export function withParameter(path: string, key: string, value: string): string {
  return `${path}${path.includes('?') ? '&' : '?'}${key}=${encodeURIComponent(value)}`;
}

/** A name in the reader's language. */
export function inWords(words: Words | string, lang: Lang): string {
  return typeof words === 'string' ? words : words[lang] || words['zh-CN'];
}
