import type { refusals as chinese } from './zh-CN.ts';

/** 처음 오는 사람이 보는 문구. */
export const refusals: typeof chinese = {
  'identities.authority_down': {
    title: '확인기관이 응답하지 않습니다',
    what: '정보를 대조하는 기관이 지금 응답하지 않거나 약속대로 응답하지 않았습니다. 입력하신 내용에는 문제가 없으며 저장되지 않았습니다.',
    now: '몇분후에 다시 시도하거나 지금은 확인하지 않고 나중에 하셔도 됩니다.',
  },
  'identities.authority_busy': {
    title: '지금 확인하는 사람이 많습니다',
    what: '확인기관이 지금 늦게 응답하며 확인중인 사람이 꽉 찼습니다. 입력하신 내용에는 문제가 없습니다.',
    now: '몇초후에 다시 시도하십시오.',
  },
};
