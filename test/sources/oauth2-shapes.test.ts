import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Refusal } from '../../src/errors.ts';
import { oauth2 } from '../../src/sources/protocols/oauth2.ts';
import * as sources from '../../src/sources/sources.ts';
import { type OAuth2Dialect, startOAuth2Dialect } from '../doubles/oauth2-dialect.ts';
import {
  beijing,
  careful,
  guangdong,
  type Shape,
  sichuan,
  zhejiang,
} from '../doubles/oauth2-shapes.ts';
import { type FreshDatabase, freshDatabase } from '../support/database.ts';
import { plant, registration } from './plant.ts';
import type { Person } from './rig.ts';

const wang: Person = {
  subject: 'gjj-0001',
  name: '王测试',
  id_type: 'resident_id',
  id_number: '220000190001010018',
  phone_number: '19900000001',
};
const shapes = { beijing, guangdong, zhejiang, sichuan, careful };
type Name = keyof typeof shapes;

describe('systems that are almost OAuth 2', () => {
  let database: FreshDatabase;
  const doubles = new Map<Name, OAuth2Dialect>();
  beforeAll(async () => {
    database = await freshDatabase();
    await plant(database.base);
    for (const [name, shape] of Object.entries(shapes) as [Name, () => Shape][])
      doubles.set(name, await startOAuth2Dialect(shape(), { clock: database.clock }));
  });
  afterAll(async () => {
    for (const double of doubles.values()) await double.stop();
    await database?.drop();
  });

  const doubleOf = (name: Name) => {
    const double = doubles.get(name);
    if (!double) throw new Error('not started');
    return double;
  };

  async function begin(name: Name, more: object = {}, start: object = {}, mapping: object = {}) {
    const { base } = database;
    const double = doubleOf(name);
    await sources.register(base, {
      ...registration(name),
      ...{ protocol: 'oauth2', ceiling: 3 },
      settings: { ...double.settings, ...more },
      mapping: { ...double.mapping, ...mapping },
    });
    const row = await sources.read(base, name);
    if (!row) throw new Error('not registered');
    const source = sources.open(base, row);
    if (source.kind !== 'redirect') throw new Error('it is visited');
    const callback = `http://localhost:3000/callback/${name}`;
    const { to, remember } = await source.begin({ state: 'this-visit', callback, ...start });
    return { source, to: new URL(to.url), remember, double };
  }
  async function signIn(name: Name, person: object = {}, more: object = {}) {
    const { source, to, remember, double } = await begin(name, more);
    double.signsIn({ ...wang, ...person });
    const back = await double.visit(to.href);
    return source.complete({ params: Object.fromEntries(back.searchParams) }, remember);
  }
  const fault = async (work: Promise<unknown>) => {
    const error: unknown = await work.catch((error: unknown) => error);
    if (!(error instanceof Refusal)) throw new Error('not refused');
    return `${error.code}: ${error.detail.words?.['fault']}`;
  };

  test.each([
    ['beijing', 2],
    ['guangdong', 2],
    ['zhejiang', 3],
    ['sichuan', 3],
    ['careful', 3],
  ] as const)(
    'the shape of %s brings the person, with its level and number',
    async (name, level) => {
      const arrival = await signIn(name);
      expect(arrival).toMatchObject({
        ...{ subject: wang.subject, level },
        attributes: { name: wang.name, id_type: 'resident_id', id_number: wang.id_number },
      });
    },
  );

  test('each asks in its own words, and nothing secret goes through a browser', async () => {
    const asked = async (name: Name, start: object = {}) =>
      Object.fromEntries((await begin(name, {}, start)).to.searchParams);
    expect(await asked('zhejiang')).toEqual({
      ...{ action: 'oauth', scope: '1', servicecode: 'songhua' },
      redirectUrl: 'http://localhost:3000/callback/zhejiang?state=this-visit',
    });
    expect(await asked('guangdong')).toMatchObject({ service: 'initService', state: 'this-visit' });
    const careful = await asked('careful', { reauthenticate: true });
    expect(careful).toMatchObject({ code_challenge_method: 'S256', force: 'true' });
    for (const name of Object.keys(shapes) as Name[]) {
      const secret = String(doubleOf(name).settings['client_secret'] ?? 'a secret');
      expect((await begin(name)).to.href).not.toContain(secret);
    }
  });

  test('a level that is needed is asked for by its parameter, in its words', async () => {
    const { to } = await begin('careful', {}, { level: 2 }, { levels: { low: 1, mid: 2, top: 3 } });
    expect(to.searchParams.get('level')).toBe('mid');
  });

  test('what is said of an organisation is taken for nobody', async () => {
    expect(await fault(signIn('guangdong', { usertype: '2' }))).toBe(
      'sources.bad_answer: not taken: /usertype',
    );
  });

  test('a signature that it does not take is our registration, not the person', async () => {
    const { signing } = doubleOf('zhejiang').settings as { signing: object };
    const wrong = { signing: { ...signing, secret: 'another secret' } };
    expect(await fault(signIn('zhejiang', {}, wrong))).toBe('sources.unavailable: token HTTP 401');
    expect(await signIn('zhejiang')).toMatchObject({ subject: wang.subject });
  });

  test('faults hold the step and its word, and nothing of the person', async () => {
    const { source, remember } = await begin('beijing');
    const params = { state: 'this-visit', grant_code: 'made-up' };
    expect(await fault(source.complete({ params }, remember))).toBe(
      'sources.bad_answer: token HTTP 200 40002',
    );
    const { double } = await begin('guangdong');
    const of = (error: string) => ({ rewrites: { token: () => JSON.stringify({ error }) } });
    double.misdeeds = of('220000190001010018');
    expect(await fault(signIn('guangdong'))).toBe('sources.bad_answer: token HTTP 200');
    double.misdeeds = of('E-10021');
    expect(await fault(signIn('guangdong'))).toBe('sources.bad_answer: token HTTP 200 E-10021');
    double.mend();
    const quoted = { state: 'this-visit', grant_code: '","admin":"' };
    expect(await fault(source.complete({ params: quoted }, remember))).toBe(
      'sources.bad_answer: no code',
    );
  });

  test('an answer counts once on all nodes, though the system takes its code twice', async () => {
    const { source, to, remember, double } = await begin('guangdong');
    double.signsIn(wang);
    const params = Object.fromEntries((await double.visit(to.href)).searchParams);
    const both = await Promise.allSettled([
      source.complete({ params }, remember),
      source.complete({ params }, remember),
    ]);
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  });

  test('a system that breaks at a bad code is not switched off by bad codes, however many bring them', async () => {
    const comes = async (more: object, place = 1) => {
      const { source, remember, double } = await begin('guangdong', more);
      double.misdeeds = { statusOfBadCode: 500 };
      const params = {
        state: 'this-visit',
        code: `made-up-${place}-${JSON.stringify(more).length}`,
      };
      const answered = source.complete({ params }, remember, `198.51.${place}.7`);
      return fault(answered).finally(double.mend);
    };
    const failures = async () => (await sources.read(database.base, 'guangdong'))?.failures;
    const known = { code_faults: ['HTTP 500'] };
    for (let place = 1; place <= 6; place += 1)
      expect(await comes(known, place)).toBe('sources.bad_answer: token HTTP 500');
    expect(await failures()).toBe(0);
    // What its settings do not know of is no one's alone when everybody meets it.
    for (let place = 1; place <= 5; place += 1)
      expect(await comes({}, place)).toBe('sources.bad_answer: token HTTP 500');
    expect(await failures()).toBe(3);
    await sources.noteOutcome(database.base, 'guangdong', { ok: true });
  });

  test('whether it is there is asked without anybody, also by the probe', async () => {
    const { settings, asked, ...double } = doubleOf('careful');
    const { base } = database;
    const means = {
      ...{ clock: base.clock, source_id: 'careful', mapping: oauth2.mapping },
      document: async () => undefined,
      once: async () => true,
    };
    await oauth2.probe(settings, means);
    doubleOf('careful').misdeeds = { down: true };
    expect(await fault(oauth2.probe(settings, means))).toBe('sources.unavailable: look HTTP 503');
    double.mend();
    const before = asked.token;
    await Promise.all(Array.from({ length: 20 }, () => oauth2.probe(settings, means)));
    expect(asked.token).toBe(before + 1);
  });

  test('what is written in GBK arrives as it was meant', async () => {
    const double = doubleOf('guangdong');
    const gbk = '\u00cd\u00f5\u00b2\u00e2\u00ca\u00d4';
    double.misdeeds = {
      inBytes: true,
      rewrites: { userinfo: (said) => said.replace('王测试', gbk) },
    };
    expect(await signIn('guangdong', {}, { charset: 'gbk' })).toMatchObject({
      attributes: { name: '王测试' },
    });
    expect(await fault(signIn('guangdong'))).toBe('sources.bad_answer: userinfo answer is no JSON');
    double.mend();
  });

  test('a page of its own may stand there, for people who try it', async () => {
    const double = await startOAuth2Dialect(guangdong('a secret of nobody'), {
      async entrance({ request, response, form, proceed }) {
        if (request.method === 'POST')
          return proceed(form['who'] ? { subject: form['who'] } : undefined);
        response.writeHead(200).end('who?');
      },
    });
    const url = new URL(`${double.origin}/sso/connect/page/oauth2/authorize`);
    url.search = 'client_id=songhua&redirect_uri=http://localhost:3000/callback/x&state=s';
    expect(await (await fetch(url)).text()).toBe('who?');
    const post = async (body: string) => {
      const headers = { 'content-type': 'application/x-www-form-urlencoded' };
      const answer = await fetch(url, { method: 'POST', body, headers, redirect: 'manual' });
      return new URL(answer.headers.get('location') ?? '').searchParams;
    };
    expect((await post('who=a')).get('code')).toMatch(/^[\w-]+$/);
    expect((await post('')).get('error')).toBe('access_denied');
    await double.stop();
  });

  test('long numbers arrive digit by digit, and a name that stands twice is refused', async () => {
    const double = doubleOf('guangdong');
    double.misdeeds = {
      rewrites: { userinfo: (text) => text.replace('"uid":"gjj-0001"', '"uid":9007199254740993') },
    };
    expect(await signIn('guangdong')).toMatchObject({ subject: '9007199254740993' });
    for (const written of ['9007199254740993', '9007199254740993.0', '9007199254740993e0', '1E2']) {
      double.misdeeds = {
        rewrites: { userinfo: (text) => text.replace('"uid":"gjj-0001"', `"uid":${written}`) },
      };
      expect(await signIn('guangdong')).toMatchObject({ subject: written });
    }
    double.misdeeds = { rewrites: { userinfo: (text) => text.replace('{', '{"uid":"b",') } };
    expect(await fault(signIn('guangdong'))).toMatch(/stands twice/);
    double.mend();
  });
});
