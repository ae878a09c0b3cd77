import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { gunzipSync, gzipSync } from 'node:zlib';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { publicKeyOf } from '../../src/audit/seal.ts';
import { launchChromium, noChromium, violations } from '../support/chromium.ts';
import { auditTrail } from '../support/trail.ts';
import { type Province, startProvince } from './province.ts';
import { act, staffWalk } from './staff.ts';

// The trail leaves the house: asked for by one, decided on by another, checked by somebody outside.

const script = fileURLToPath(new URL('../../docs/verify-export.mjs', import.meta.url));
const day = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Shanghai' });
const DAY = 86_400_000;

let browser: Browser;
let province: Province;
let outside: string;

describe.skipIf(noChromium('The journey of an export of the trail'))('an export', () => {
  beforeAll(async () => {
    outside = mkdtempSync(join(tmpdir(), 'songhua-outside-'));
    [browser, province] = await Promise.all([launchChromium(), startProvince()]);
  }, 120_000);
  afterAll(async () => {
    await browser?.close();
    await province?.stop();
    rmSync(outside, { recursive: true, force: true });
  });

  test('is asked for, refused, asked for again, approved, fetched, and checked outside', async () => {
    const audit = await staffWalk(browser, province, 'audit-1');
    await audit.follow('审计');
    await audit.sees('审计', 'console-trail');
    const exports = audit.page.locator('section[aria-labelledby="exports"]');
    expect(await exports.innerText()).toContain('没有');
    await audit.open(`${province.gateway}/admin/trail?kind=nothing.such`);
    await audit.sees('审计', 'console-trail-empty');
    expect(await audit.words()).toContain('没有符合条件的记录');

    /** From the day before to the day after: midnight in Changchun may pass in between. */
    const around = (days: number) => day.format(new Date(Date.now() + days * DAY));
    const ask = async (reason: string) => {
      await audit.open(`${province.gateway}/admin/trail`);
      const fields = { from: around(-1), until: around(1) };
      await act(audit, '申请导出', { button: '申请导出', reason, fields });
      await audit.sees('审计', 'console-trail-asked');
      expect(await audit.words()).toContain('已提交，等待另一人批准');
      await audit.open(`${province.gateway}/admin/approvals?state=asked`);
      await audit.follow(/^查看：导出审计记录/);
      await audit.sees('导出审计记录', 'console-trail-own');
      expect(await audit.words()).toContain(around(1));
      expect(await audit.page.getByRole('button', { name: '批准并执行' }).count()).toBe(0);
    };
    const second = await staffWalk(browser, province, 'security-1');
    const decide = async (button: string, reason: string) => {
      await second.open(`${province.gateway}/admin/approvals?waiting=mine`);
      await second.follow(/^查看：导出审计记录/);
      await second.sees('导出审计记录', 'console-trail-decide');
      await act(second, button, { button, reason });
      await second.sees('导出审计记录');
    };

    await ask('年度检查');
    await decide('不予批准', '请写明检查通知的文号');
    await audit.open(`${province.gateway}/admin/trail`);
    await audit.sees('审计');
    expect(await exports.innerText()).toContain('没有');
    await audit.open(`${province.gateway}/admin/approvals`);
    await audit.follow(/^查看：导出审计记录/);
    await audit.sees('导出审计记录', 'console-trail-refused');
    expect(await audit.words()).toContain('未批准');
    expect(await audit.words()).toContain('请写明检查通知的文号');

    await ask('等级保护测评，文号 2026-17');
    await decide('批准并执行', '已核对通知');
    const link = exports.getByRole('link', { name: '下载' });
    await expect
      .poll(
        async () => {
          await audit.open(`${province.gateway}/admin/trail`);
          return link.count();
        },
        { timeout: 60_000 },
      )
      .toBe(1);
    await audit.sees('审计', 'console-trail-ready');
    // The table scrolls sideways where it is narrow: axe looks there too.
    await audit.page.setViewportSize({ width: 360, height: 800 });
    expect(await violations(audit.page), 'at 360 px').toEqual([]);
    const address = (await link.getAttribute('href')) ?? '';
    const [download] = await Promise.all([audit.page.waitForEvent('download'), link.click()]);
    const file = join(outside, download.suggestedFilename());
    await download.saveAs(file);

    // It is nobody else's, not even of who approved it.
    await second.open(`${province.gateway}${address}`);
    await second.sees('您没有这项权限', 'console-trail-not-allowed');
    await audit.close();
    await second.close();

    // Outside: the file, the key that the office gave, the script.
    const key = join(outside, 'key.pem');
    writeFileSync(key, publicKeyOf(province.base.ring));
    const whole = await checked(file, key);
    expect(whole).toEqual({ code: 0, output: expect.stringContaining('all of it holds') });
    const text = gunzipSync(readFileSync(file)).toString();
    const lines = text.trimEnd().split('\n');
    const events = lines.map((line) => JSON.parse(line)).filter(({ event }) => event);
    expect(whole.output).toContain(`export: ${events.length} events`);
    expect(events.map(({ event }) => event.kind)).toContain('approval.decided');

    const copy = join(outside, 'copy.ndjson.gz');
    const altered = async (changed: Buffer) => {
      writeFileSync(copy, changed);
      return checked(copy, key);
    };
    const at = text.indexOf('"approval.decided"') + 1;
    const otherKind = `${text.slice(0, at)}b${text.slice(at + 1)}`;
    expect(await altered(gzipSync(otherKind))).toEqual({
      code: 1,
      output: expect.stringContaining('FINDING the lines are not those that were signed'),
    });
    const seal = text.indexOf('"digest":"') + '"digest":"'.length;
    const other = text[seal] === 'A' ? 'B' : 'A';
    const { number } = JSON.parse(lines.find((line) => line.startsWith('{"seal"')) ?? '').seal;
    expect(await altered(gzipSync(text.slice(0, seal) + other + text.slice(seal + 1)))).toEqual({
      code: 1,
      output: expect.stringContaining(`FINDING seal ${number}: it is not as it was signed`),
    });
    // A byte of the file as it came, before it is unpacked.
    const packed = readFileSync(file);
    const middle = packed.length >> 1;
    packed[middle] = (packed[middle] as number) ^ 1;
    expect(await altered(packed)).toEqual({ code: 1, output: expect.stringContaining('FINDING') });

    const kinds = (await auditTrail(province.base)).map(({ kind }) => kind);
    expect(kinds).toEqual(expect.arrayContaining(['audit.exported', 'audit.export_fetched']));
  }, 240_000);

  /** The script as somebody runs it who has nothing of the product. */
  async function checked(file: string, key: string): Promise<{ code: number; output: string }> {
    try {
      const done = await promisify(execFile)(process.execPath, [script, file, key], { env: {} });
      return { code: 0, output: done.stdout };
    } catch (fault) {
      const { code, stdout, stderr } = fault as { code: number; stdout: string; stderr: string };
      return { code, output: `${stdout}${stderr}` };
    }
  }
});
