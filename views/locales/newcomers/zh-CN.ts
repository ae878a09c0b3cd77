import type { RefusalSentence } from '../sentence.ts';

/** What newcomers meet: refusals of registering and of the checks. */
export const refusals = {
  'identities.authority_down': {
    title: '核验机构没有应答',
    what: '负责核对信息的机构现在没有应答，或者没有按约定应答。您填写的内容没有问题，也没有保存。',
    now: '请过几分钟再试，或者先不核验，以后再补。',
  },
  'identities.authority_busy': {
    title: '现在核验的人较多',
    what: '核验机构现在响应较慢，正在核验的人数已满。您填写的内容没有问题。',
    now: '请过几秒再试。',
  },
} satisfies Record<string, RefusalSentence>;
