import type { zhCN } from './zh-CN.ts';

export const ko: typeof zhCN = {
  title: '응답하지 않은 시간',
  from_until: (since: string, back: string) =>
    `${since}부터 ${back}까지. 회복된 뒤 밀린 전달을 차례로 보냈습니다`,
  since: (since: string) =>
    `${since}부터 아직 응답하지 않습니다. 전달은 24시간 보관하며 회복되면 저절로 보냅니다`,
};
