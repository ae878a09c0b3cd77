import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterEach, describe, expect, test } from 'vitest';
import { readConfig } from '../../config/index.ts';
import { migrate, migrations } from '../../src/db.ts';
import * as deployment from '../../src/deployment.ts';
import { startGateway } from '../../src/main.ts';
import { type FreshDatabase, freshDatabase } from '../support/database.ts';
import { freePort, gatewayEnv } from '../support/gateway.ts';
import { visitor } from '../support/visitor.ts';

let data: FreshDatabase;
const dir = mkdtempSync(join(tmpdir(), 'songhua-test-'));
afterEach(async () => {
  await data.drop();
  rmSync(dir, { recursive: true, force: true });
});

/** Starts a gateway on the database of this test, gives what `look` sees of it, and stops it. */
async function started<T>(sandbox: boolean, look: (issuer: string) => Promise<T>): Promise<T> {
  const env = gatewayEnv(data, await freePort(), dir);
  const config = readConfig({ ...env, SANDBOX: String(sandbox) });
  const gateway = await startGateway(config, { log: pino({ level: 'silent' }) });
  try {
    return await look(gateway.issuer);
  } finally {
    await gateway.stop();
  }
}

const discovery = async (issuer: string) =>
  (await (await fetch(`${issuer}/.well-known/openid-configuration`)).json()) as object;

const words = {
  'zh-CN': '这里的人和资料全是虚构的',
  ko: '모두 꾸민것입니다',
  en: 'Sandbox: everybody here is made up',
};

describe('a database is for a sandbox or for the province', () => {
  test('a sandbox says so on its pages, in three languages, and in its discovery document', async () => {
    data = await freshDatabase();
    const seen = await started(true, async (issuer) => ({
      discovery: await discovery(issuer),
      pages: await Promise.all(
        Object.keys(words).map(
          async (lang) => (await visitor().open(`${issuer}/privacy?lang=${lang}`)).html,
        ),
      ),
    }));
    expect(seen.discovery).toHaveProperty('songhua_deployment', 'sandbox');
    for (const [at, sentence] of Object.values(words).entries())
      expect(seen.pages[at]).toContain(sentence);
  });

  test('a gateway that is none says nothing of the kind', async () => {
    data = await freshDatabase();
    const seen = await started(false, async (issuer) => ({
      discovery: await discovery(issuer),
      page: (await visitor().open(`${issuer}/privacy?lang=en`)).html,
    }));
    expect(seen.discovery).not.toHaveProperty('songhua_deployment');
    expect(seen.page).not.toContain('Sandbox');
  });

  test.each([
    [true, /SANDBOX: is false, and the database is that of a sandbox/],
    [false, /SANDBOX: is true, and the database is one of production/],
  ])('what SANDBOX=%s has started does not start under the other value', async (first, refusal) => {
    data = await freshDatabase();
    await started(first, async () => {});
    await expect(started(!first, async () => {})).rejects.toThrow(refusal);
    // And goes on as what it is.
    await started(first, async () => {});
  });

  test('a database that had people before there were marks is no sandbox', async () => {
    data = await freshDatabase();
    const { db } = data.base;
    await db.migrate.down({ ...migrations, name: '0048_sandbox' } as never);
    await db.raw(
      "insert into identities (id, kind, state, created_at, updated_at) values (gen_random_uuid(), 'person', 'active', now(), now())",
    );
    await migrate(db);
    expect(await deployment.kindOf(data.base)).toBe('production');
    await expect(started(true, async () => {})).rejects.toThrow(/one of production/);
  });

  test('what makes a gateway lie is refused outside a sandbox, whoever asks', async () => {
    data = await freshDatabase();
    await expect(deployment.onlyInSandbox(data.base)).rejects.toThrow(/sandbox only/);
    await deployment.mark(data.base, false);
    await expect(deployment.onlyInSandbox(data.base)).rejects.toThrow(/sandbox only/);
  });
});
