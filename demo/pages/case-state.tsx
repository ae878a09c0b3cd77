import type { VNode } from 'preact';

const states = { 1: '已受理', 2: '办理中', 3: '已办结' };

/**
 * Where a case stands, in words: colour and shape only repeat them. What the department says follows,
 * and stands alone when it begins with the same words.
 */
export function CaseState(props: {
  state: 1 | 2 | 3;
  withdrawn?: boolean;
  text?: string | undefined;
}): VNode {
  const { state, withdrawn, text = '' } = props;
  const label = withdrawn ? '已撤回' : states[state];
  const says = text.startsWith(label);
  return (
    <>
      <span class={`state state-${withdrawn ? 'withdrawn' : state}`}>{says ? text : label}</span>
      {!says && ` ${text}`}
    </>
  );
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
