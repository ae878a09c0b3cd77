import { type ClientWords, clientTemplates } from './client-templates.ts';

/**
 * Every message there is, with the words that go into it. SMS routes of the country send templates
 * that were registered with them and nothing else: there the words alone travel, under the route's
 * own code for the template (setting SMS_TEMPLATES). Mail carries the sentences below.
 */
export type Channel = 'sms' | 'mail';

export const langs = ['zh-CN', 'ko', 'en'] as const;
export type Lang = (typeof langs)[number];

export interface TemplateWords {
  /** A code that proves the phone or address. */
  one_time_code: { code: string; minutes: number };
  /** The code by which a developer comes into the portal. By mail only. */
  developer_code: { code: string; minutes: number };
  /** Somebody is about to set a new password: until when that waits, and where one says no. */
  recovery_begun: { until: string; link: string };
  /** The same, to an address that nobody proved: it may be a stranger's, who could do harm by the link. */
  recovery_begun_plain: { until: string };
  /** A counter printed a paper with which a password can be set. */
  paper_printed: { at: string };
  /** A password was set on a paper, or on a check after its waiting. */
  regained: { at: string };
  /** A check raised the level of somebody's account. */
  raised: { at: string };
  /** A department invites a developer: where they sign in, and for how many days. By mail only. */
  developer_invited: { department: string; link: string; days: number };
  /** A service that somebody used ends on a day. */
  service_ends: { service: string; day: string };
  /** Those who answer for an application, by mail only: when its review is due or was, and where it is done. */
  client_review_due: ClientWords;
  client_review_late: ClientWords;
  /** ...it lets people in again; since when it had not. */
  client_resumed: ClientWords;
  /** ...its server takes deliveries again; since when it had not. */
  client_answers_again: ClientWords;
  /** ...it ended, and a receipt is owed that what it was given is deleted. */
  client_receipt_owed: ClientWords;
}

export type TemplateName = keyof TemplateWords;

type Sentences<T extends TemplateName> = Record<
  Lang,
  { subject: string; text: (words: TemplateWords[T]) => string }
>;

/** The mail of each template; the same sentences are what is registered with an SMS route. */
export const templates: { [T in TemplateName]: Sentences<T> } = {
  one_time_code: {
    'zh-CN': {
      subject: '您的验证码',
      text: ({ code, minutes }) =>
        `您的验证码是 ${code}，${minutes} 分钟内有效。请不要告诉任何人，工作人员也不会向您索要。如果不是您本人操作，请不必理会。`,
    },
    ko: {
      subject: '인증번호',
      text: ({ code, minutes }) =>
        `인증번호 ${code}, ${minutes}분안에 쓸수 있습니다. 직원을 포함하여 누구에게도 알려주지 마십시오. 본인이 아니면 무시하십시오.`,
    },
    en: {
      subject: 'Your code',
      text: ({ code, minutes }) =>
        `Your code is ${code}. It can be used for ${minutes} minutes. Tell it to nobody: our staff never ask for it. If you did not ask for it, you need do nothing.`,
    },
  },
  developer_code: {
    'zh-CN': {
      subject: '应用接入平台的验证码',
      text: ({ code, minutes }) =>
        `您登录应用接入平台的验证码是 ${code}，${minutes} 分钟内有效。请不要告诉任何人。如果不是您本人操作，请不必理会。`,
    },
    ko: {
      subject: '응용련결마당 인증번호',
      text: ({ code, minutes }) =>
        `응용련결마당에 로그인하는 인증번호는 ${code}이며 ${minutes}분안에 쓸수 있습니다. 누구에게도 알려주지 마십시오. 본인이 신청하지 않았다면 무시하셔도 됩니다.`,
    },
    en: {
      subject: 'Your code for the application portal',
      text: ({ code, minutes }) =>
        `Your code for the application portal is ${code}. It can be used for ${minutes} minutes. Tell it to nobody. If you did not ask for it, you need do nothing.`,
    },
  },
  recovery_begun: {
    'zh-CN': {
      subject: '有人正在重设您的密码',
      text: ({ until, link }) =>
        `有人核验了身份，正在重设您的统一身份密码，${until} 之后生效。如果不是您本人，请打开 ${link} 阻止，不需要登录。`,
    },
    ko: {
      subject: '누군가 비밀번호를 다시 설정하고있습니다',
      text: ({ until, link }) =>
        `누군가 신분을 확인하고 당신의 통일신분 비밀번호를 다시 설정하고있으며 ${until} 이후 효력이 생깁니다. 본인이 아니면 ${link} 를 열어 저지하십시오. 로그인할 필요는 없습니다.`,
    },
    en: {
      subject: 'Somebody is setting a new password for you',
      text: ({ until, link }) =>
        `Somebody proved who they are and is setting a new password for your unified identity, from ${until} on. If it was not you, stop it at ${link}; no sign-in is needed.`,
    },
  },
  recovery_begun_plain: {
    'zh-CN': {
      subject: '有人正在重设您的密码',
      text: ({ until }) =>
        `有人核验了身份，正在重设您的统一身份密码，${until} 之后生效。如果不是您本人，请登录“我的账号”阻止，或拨打帮助热线。`,
    },
    ko: {
      subject: '누군가 비밀번호를 다시 설정하고있습니다',
      text: ({ until }) =>
        `누군가 신분을 확인하고 당신의 통일신분 비밀번호를 다시 설정하고있으며 ${until} 이후 효력이 생깁니다. 본인이 아니면 “나의 계정”에 로그인하여 저지하거나 도움 전화에 련락하십시오.`,
    },
    en: {
      subject: 'Somebody is setting a new password for you',
      text: ({ until }) =>
        `Somebody proved who they are and is setting a new password for your unified identity, from ${until} on. If it was not you, sign in to your account and stop it there, or call the help line.`,
    },
  },
  paper_printed: {
    'zh-CN': {
      subject: '窗口为您打印了认领码',
      text: ({ at }) =>
        `${at}，政务大厅窗口核对证件后，为您的统一身份打印了认领码，凭它可以重设密码。如果不是您去的窗口，请立即登录作废，或拨打帮助热线。`,
    },
    ko: {
      subject: '창구에서 인수번호를 찍어드렸습니다',
      text: ({ at }) =>
        `${at}, 정무대청 창구에서 증건을 확인하고 당신의 통일신분에 대한 인수번호를 찍어드렸으며 그것으로 비밀번호를 다시 설정할수 있습니다. 본인이 창구에 간것이 아니면 곧 로그인하여 무효로 하거나 도움 전화에 련락하십시오.`,
    },
    en: {
      subject: 'A code was printed for you at a counter',
      text: ({ at }) =>
        `${at}: a service counter saw a document and printed a code for your unified identity, with which a new password can be set. If you were not there, sign in and void it at once, or call the help line.`,
    },
  },
  regained: {
    'zh-CN': {
      subject: '您的密码已重新设置',
      text: ({ at }) =>
        `${at}，您的统一身份密码已重新设置，其他设备已退出登录。如果不是您本人操作，请立即拨打帮助热线。`,
    },
    ko: {
      subject: '비밀번호가 다시 설정되였습니다',
      text: ({ at }) =>
        `${at}, 당신의 통일신분 비밀번호가 다시 설정되였고 다른 기기에서는 로그아웃되였습니다. 본인이 한것이 아니면 곧 도움 전화에 련락하십시오.`,
    },
    en: {
      subject: 'A new password was set',
      text: ({ at }) =>
        `${at}: a new password was set for your unified identity, and other devices were signed out. If it was not you, call the help line at once.`,
    },
  },
  raised: {
    'zh-CN': {
      subject: '您的账号级别已提高',
      text: ({ at }) =>
        `${at}，您的统一身份通过了一次核验，级别已提高。如果不是您本人操作，请立即登录“我的账号”查看，或拨打帮助热线。`,
    },
    ko: {
      subject: '계정의 급별이 올라갔습니다',
      text: ({ at }) =>
        `${at}, 당신의 통일신분이 확인을 거쳐 급별이 올라갔습니다. 본인이 한것이 아니면 곧 “나의 계정”에 로그인하여 보거나 도움 전화에 련락하십시오.`,
    },
    en: {
      subject: 'The level of your account was raised',
      text: ({ at }) =>
        `${at}: your unified identity was checked, and its level raised. If it was not you, sign in to your account and look at once, or call the help line.`,
    },
  },
  developer_invited: {
    'zh-CN': {
      subject: '邀请您参与应用接入',
      text: ({ department, link, days }) =>
        `${department}邀请您作为开发人员参与统一身份认证的应用接入。请在 ${days} 天内打开 ${link} ，用这个邮箱登录并接受邀请。如果您不认识这个部门，请不必理会。`,
    },
    ko: {
      subject: '응용련결에 초청합니다',
      text: ({ department, link, days }) =>
        `${department}에서 당신을 통일신분인증 응용련결의 개발일군으로 초청합니다. ${days}일안에 ${link} 를 열고 이 메일주소로 로그인하여 초청을 받아주십시오. 모르는 부문이라면 무시하셔도 됩니다.`,
    },
    en: {
      subject: 'You are invited to connect an application',
      text: ({ department, link, days }) =>
        `${department} invites you, as a developer, to connect its applications to unified identity. Within ${days} days, open ${link}, sign in with this address and take the invitation. If you do not know the department, you need do nothing.`,
    },
  },
  service_ends: {
    'zh-CN': {
      subject: '您用过的服务将停用',
      text: ({ service, day }) =>
        `您用统一身份登录过的“${service}”将于 ${day} 停用，之后不能再登录。如果还有事项没有办完，请在此之前办理。您的统一身份不受影响。`,
    },
    ko: {
      subject: '리용하시던 봉사가 끝납니다',
      text: ({ service, day }) =>
        `통일신분으로 로그인하셨던 “${service}” 봉사가 ${day} 에 끝나며 그후에는 로그인할수 없습니다. 마치지 못한 일이 있으면 그전에 처리해주십시오. 당신의 통일신분에는 영향이 없습니다.`,
    },
    en: {
      subject: 'A service that you used ends',
      text: ({ service, day }) =>
        `${service}, where you signed in with your unified identity, ends on ${day}; after that nobody can sign in there. If something of yours is unfinished there, please see to it before. Your unified identity stays as it is.`,
    },
  },
  ...clientTemplates,
};

export const templateNames = Object.keys(templates) as TemplateName[];

/** Those that no SMS route has to know. */
export const mailOnly: ReadonlySet<TemplateName> = new Set([
  'developer_invited',
  'developer_code',
  ...(Object.keys(clientTemplates) as (keyof typeof clientTemplates)[]),
]);

export const isTemplate = (name: string): name is TemplateName => Object.hasOwn(templates, name);
