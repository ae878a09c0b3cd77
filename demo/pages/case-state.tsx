import type { VNode } from 'preact';

const states = { 1: '已受理', 2: '办理中', 3: '已办结' };

/** Where a case stands, in words: colour and shape only repeat them. */
export function CaseState({ state }: { state: 1 | 2 | 3 }): VNode {
  return <span class={`state state-${state}`}>{states[state]}</span>;
}

const clock = new Intl.DateTimeFormat('zh-CN', {
  timeZone: 'Asia/Shanghai',
  dateStyle: 'medium',
  timeStyle: 'short',
});

/** An instant as people here read it. */
export function Moment({ at }: { at: string }): VNode {
  return <time dateTime={at}>{clock.format(new Date(at))}</time>;
}
