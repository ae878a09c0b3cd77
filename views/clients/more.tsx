import type { JSX } from 'preact';
import { Choice, Input } from '../admin/inputs.tsx';
import type { Lang } from '../frame.ts';
import { sentences } from '../locales/catalogue.ts';
import type { zhCN } from '../locales/portal-more/zh-CN.ts';
import { Lines, Tick, Together } from './inputs.tsx';
import type { AppShown } from './shown.ts';

type Kind = keyof typeof zhCN.more.kinds;

const encryptionAlgs = [
  'ECDH-ES',
  'ECDH-ES+A128KW',
  'ECDH-ES+A256KW',
  'RSA-OAEP',
  'RSA-OAEP-256',
] as const;
const encs = ['A128CBC-HS256', 'A128GCM', 'A256GCM'] as const;

/** What an application is told of, and how what it is given is signed and encrypted. */
export function More({ app, lang }: { app: AppShown; lang: Lang }): JSX.Element {
  const t = sentences(lang).portal.groups.more;
  const subscribed = new Set<string>(app.subscriptions);
  const chosen = (
    name: keyof AppShown & string,
    label: string,
    values: readonly string[],
    none?: string,
    hint?: string,
  ) => (
    <Choice
      {...{ id: name, name, label, ...(hint && { hint }), value: String(app[name] ?? '') }}
      options={[
        ...(none === undefined ? [] : [{ value: '', label: none }]),
        ...values.map((value) => ({ value, label: value })),
      ]}
    />
  );
  return (
    <>
      <Input
        {...{ id: 'notices_uri', name: 'notices_uri', maxLength: 500, label: t.notices_uri }}
        {...{ hint: t.notices_hint, value: app.notices_uri ?? '' }}
      />
      <Together name="subscriptions" legend={t.subscriptions}>
        {(Object.keys(t.kinds) as Kind[]).map((kind) => (
          <Tick
            {...{ key: kind, name: `subscription.${kind}`, label: t.kinds[kind] }}
            marked={subscribed.has(kind)}
          />
        ))}
      </Together>
      <Lines
        {...{ name: 'resources', label: t.resources, hint: t.resources_hint }}
        value={app.resources.join('\n')}
      />
      <Input
        {...{ id: 'default_max_age', name: 'default_max_age', digits: true, maxLength: 8 }}
        {...{ label: t.max_age, hint: t.max_age_hint }}
        value={app.default_max_age === null ? '' : String(app.default_max_age)}
      />
      {chosen('id_token_encrypted_alg', t.id_token, encryptionAlgs, t.plain, t.keys_hint)}
      {chosen('id_token_encrypted_enc', `${t.id_token}：${t.enc}`, encs, '—')}
      {chosen('userinfo_signed_alg', t.userinfo_signed, ['ES256', 'RS256'], t.unsigned)}
      {chosen('userinfo_encrypted_alg', t.userinfo, encryptionAlgs, t.plain, t.keys_hint)}
      {chosen('userinfo_encrypted_enc', `${t.userinfo}：${t.enc}`, encs, '—')}
    </>
  );
}
