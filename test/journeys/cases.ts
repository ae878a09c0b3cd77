import { expect } from 'vitest';
import type { Account } from '../../demo/population.ts';
import type { Province } from './province.ts';
import type { Walk } from './walk.ts';

/**
 * The part of the story that is about cases: one submitted at the social insurance and one entered
 * at the fund's counter, seen at the hall and in the account as they go on. `home` is signed in at
 * the hall and at the insurance's sub-hall, `library` at the fund's.
 */
export async function caseStory(told: {
  province: Province;
  home: Walk;
  library: Walk;
  shebao: Account;
}): Promise<void> {
  const { province, home, library } = told;
  const hall = await home.tab();
  await hall.open(province.hall);
  await hall.page.getByText('还没有办件').waitFor();

  await submits();
  await followsInTheHall();
  await advances();
  await readsTheHistory();
  await isEnteredAtTheCounter();
  await findsAllInTheAccount();
  await hall.page.close();

  async function submits(): Promise<void> {
    await home.open(province.insuranceHall);
    await home.press('申请社保卡补办');
    await home.sees('社保卡补办', '10-submitted');
    expect(await home.words()).toContain('已受理，等待审核');
  }

  /** The hall was told, and the page that was open shows it: nobody loads it again. */
  async function followsInTheHall(): Promise<void> {
    await hall.page.getByText('松花已通知本厅 1 次办件变化').waitFor();
    await hall.page.locator('#cases').getByText('已受理，等待审核').waitFor();
    await hall.sees(/您好$/, '11-hall-with-a-case');
  }

  async function advances(): Promise<void> {
    await home.press('推进一步：社保卡补办');
    await home.page.getByText('材料齐全，正在审核').waitFor();
    await home.sees('社保卡补办', '12-advanced');
    await hall.page.getByText('松花已通知本厅 2 次办件变化').waitFor();
    await hall.page.locator('#cases').getByText('办理中').waitFor();
  }

  async function readsTheHistory(): Promise<void> {
    await hall.follow('社保卡补办');
    await hall.sees('社保卡补办', '13-history');
    const history = await hall.page.locator('ol.history li').allInnerTexts();
    expect(history).toHaveLength(2);
    expect(history[0]).toMatch(/办理中 材料齐全，正在审核[\s\S]*请保持电话畅通/);
    expect(history[1]).toMatch(/已受理/);
    await hall.follow('到办理部门查看');
    await hall.sees('社保卡补办');
    expect(hall.page.url()).toMatch(new RegExp(`^${province.insuranceHall}cases/SHEBAO\\d+$`));
  }

  async function isEnteredAtTheCounter(): Promise<void> {
    await library.follow('到窗口，为此人录入办件');
    await library.sees('窗口：为到场的人录入办件', '14-counter');
    await library.fill({ number: '220000190001010019' });
    await library.press('录入办件');
    await library.page.getByRole('alert').waitFor();
    await library.sees('窗口：为到场的人录入办件', '15-counter-wrong-number');
    await library.fill({ number: told.shebao.document.number });
    await library.press('录入办件');
    await library.page.getByRole('heading', { name: '窗口录入的办件' }).waitFor();
    await library.sees('窗口：为到场的人录入办件', '16-counter-entered');
    await hall.open(province.hall);
    await hall.page.locator('#cases').getByText('购房提取').waitFor();
    await hall.sees(/您好$/, '17-hall-with-both');
    expect(await hall.page.locator('#cases').innerText()).toContain('窗口办理');
  }

  async function findsAllInTheAccount(): Promise<void> {
    await home.open(`${province.account}/cases`);
    await home.sees('我的办件', '18-account-cases');
    expect(await home.words()).toMatch(/购房提取[\s\S]*窗口办理[\s\S]*社保卡补办/);
    await home.follow('社保卡补办');
    await home.sees('办件详情', '19-account-case');
    expect(await home.words()).toMatch(
      /社保卡补办[\s\S]*材料齐全，正在审核[\s\S]*已受理，等待审核/,
    );
  }
}
