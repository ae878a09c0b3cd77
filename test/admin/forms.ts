/** A form of a page as a browser reads it: what each field holds, and what else it may. */
export interface Field {
  type: string;
  /** What would be sent; absent for a box or a choice that is not marked. */
  value: string | undefined;
  /** What a choice may be set to. */
  choices: string[];
}

export type Form = Record<string, Field>;
export type Sent = Record<string, string>;

const attribute = (tag: string, name: string) =>
  new RegExp(`\\s${name}="([^"]*)"`).exec(tag)?.[1] ?? undefined;
const has = (tag: string, name: string) => new RegExp(`\\s${name}(?=[\\s=/>]|$)`).test(tag);

/** The form of a page that leads to an address, without its token. Throws when there is none. */
export function formOf(html: string, action: string): Form {
  const [form] = html.match(/<form[^>]*>.*?<\/form>/gs)?.filter((one) => {
    return attribute(/<form[^>]*>/.exec(one)?.[0] ?? '', 'action') === action;
  }) ?? [undefined];
  if (form === undefined) throw new Error(`no form leads to ${action}`);
  const fields: Form = {};
  for (const [tag] of form.matchAll(/<input[^>]*>/g)) {
    const [name = '', type = 'text'] = [attribute(tag, 'name'), attribute(tag, 'type')];
    if (name === '_csrf') continue;
    const value = attribute(tag, 'value') ?? '';
    const box = type === 'checkbox' || type === 'radio';
    const before = fields[name];
    fields[name] = {
      type,
      value: box && !has(tag, 'checked') ? before?.value : value,
      choices: [...(before?.choices ?? []), ...(box ? [value] : [])],
    };
  }
  for (const [select, name = ''] of form.matchAll(/<select[^>]*\sname="([^"]*)".*?<\/select>/gs)) {
    const options = [...select.matchAll(/<option[^>]*>/g)].map(([tag]) => tag);
    const choices = options.map((tag) => attribute(tag, 'value') ?? '');
    const chosen = options.findIndex((tag) => has(tag, 'selected'));
    fields[name] = { type: 'select', value: choices[Math.max(chosen, 0)], choices };
  }
  for (const [, name = '', value] of form.matchAll(
    /<textarea[^>]*\sname="([^"]*)"[^>]*>(.*?)<\/textarea>/gs,
  ))
    fields[name] = { type: 'textarea', value, choices: [] };
  return fields;
}

/** What a browser would send of it as it stands. */
export const shownIn = (form: Form): Sent =>
  Object.fromEntries(
    Object.entries(form).flatMap(([name, { value }]) =>
      value === undefined ? [] : [[name, value]],
    ),
  );

/** The same with every field that a person sees set otherwise. */
export function altered(form: Form): Sent {
  const other = ({ type, value, choices }: Field): string | undefined => {
    if (type === 'hidden') return value;
    if (type === 'checkbox') return value === undefined ? choices[0] : undefined;
    if (choices.length > 0) return choices.findLast((one) => one !== value) ?? value;
    return `${value ?? ''}x`;
  };
  return shownIn(
    Object.fromEntries(
      Object.entries(form).map(([name, field]) => [name, { ...field, value: other(field) }]),
    ),
  );
}

/** As a browser reads what stands in a page. */
export const unescaped = (sent: Sent): Sent =>
  Object.fromEntries(
    Object.entries(sent).map(([name, value]) => [
      name,
      value
        .replaceAll('&lt;', '<')
        .replaceAll('&gt;', '>')
        .replaceAll('&quot;', '"')
        .replaceAll('&#39;', "'")
        .replaceAll('&amp;', '&'),
    ]),
  );
