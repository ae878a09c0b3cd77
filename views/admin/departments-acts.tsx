import type { JSX } from 'preact';
import { inWords } from '../frame.ts';
import { sentences } from '../locales/catalogue.ts';
import { Act } from './act.tsx';
import type { ConsoleFrame } from './console.tsx';
import { nodeHref, type ShownNode } from './departments-node.ts';
import { Choice, Input, Known } from './inputs.tsx';

interface Props {
  frame: ConsoleFrame;
  node: ShownNode;
}

/** What can be done with a node. Each form carries the version that this page was drawn from. */
export function DepartmentActs(
  props: Props & { may: { change: boolean; move: boolean } },
): JSX.Element | null {
  const { node, may } = props;
  if (node.state !== 'open') return may.move ? <Named {...props} act="reopen" /> : null;
  return (
    <>
      {may.change && <Change {...props} />}
      {may.change && <Add {...props} />}
      {may.move && <Named {...props} act="move" target="parent_code" />}
      {may.move && <Named {...props} act="merge" target="into_code" />}
      {may.move && <Named {...props} act="close" danger />}
    </>
  );
}

const Version = ({ node }: { node: ShownNode }) => (
  <Known name="version" value={String(node.version)} />
);

/** An act that is confirmed by typing the name of the node. */
function Named({
  frame,
  node,
  act,
  target,
  danger = false,
}: Props & {
  act: 'move' | 'merge' | 'close' | 'reopen';
  target?: 'parent_code' | 'into_code';
  danger?: boolean;
}): JSX.Element {
  const t = sentences(frame.lang).console.departments;
  return (
    <Act
      {...{ frame, danger, id: act, action: `${nodeHref(node.code)}/${act}` }}
      {...t[act]}
      named={inWords(node.names, 'zh-CN')}
    >
      <Version node={node} />
      {target && (
        <Input
          id={`${act}-${target}`}
          name={target}
          label={t.fields[target]}
          maxLength={40}
          required
        />
      )}
    </Act>
  );
}

function Change({ frame, node }: Props): JSX.Element {
  const t = sentences(frame.lang).console.departments;
  return (
    <Act {...{ frame, id: 'change', action: `${nodeHref(node.code)}/change` }} {...t.change}>
      <Version node={node} />
      <Names id="change" frame={frame} names={node.names} />
      {node.kind === 'region' && (
        <>
          <GbCode id="change" frame={frame} value={node.gb_code ?? ''} />
          <Level id="change" frame={frame} value={node.level ?? ''} />
        </>
      )}
      <Position id="change" frame={frame} value={node.position} />
    </Act>
  );
}

function Add({ frame, node }: Props): JSX.Element {
  const t = sentences(frame.lang).console.departments;
  const kinds = (['department', 'region'] as const).filter(
    (kind) => kind === 'department' || (node.kind === 'region' && node.level !== 'township'),
  );
  return (
    <Act {...{ frame, id: 'add', action: `${nodeHref(node.code)}/add` }} {...t.add}>
      <Input
        id="add-code"
        name="code"
        label={t.fields.code}
        hint={t.fields.code_hint}
        maxLength={40}
        required
      />
      <Choice
        id="add-kind"
        name="kind"
        label={t.fields.kind}
        value="department"
        options={kinds.map((kind) => ({ value: kind, label: t.kinds[kind] }))}
      />
      <Names id="add" frame={frame} />
      {kinds.includes('region') && (
        <>
          <GbCode id="add" frame={frame} value="" />
          <Level id="add" frame={frame} value="" />
        </>
      )}
      <Position id="add" frame={frame} value={0} />
    </Act>
  );
}

interface Part {
  id: string;
  frame: ConsoleFrame;
}

function Names({ id, frame, names }: Part & { names?: ShownNode['names'] }): JSX.Element {
  const t = sentences(frame.lang).console.departments.fields;
  const fields = [
    ['name_zh', names?.['zh-CN']],
    ['name_ko', names?.ko],
    ['name_en', names?.en],
  ] as const;
  return (
    <>
      {fields.map(([name, value]) => (
        <Input key={name} id={`${id}-${name}`} name={name} label={t[name]} value={value} required />
      ))}
    </>
  );
}

function GbCode({ id, frame, value }: Part & { value: string }): JSX.Element {
  const t = sentences(frame.lang).console.departments.fields;
  return (
    <Input
      id={`${id}-gb_code`}
      name="gb_code"
      label={t.gb_code}
      hint={t.gb_code_hint}
      value={value}
      maxLength={9}
      digits
    />
  );
}

function Level({ id, frame, value }: Part & { value: string }): JSX.Element {
  const t = sentences(frame.lang).console.departments;
  const levels = ['province', 'prefecture', 'county', 'township'] as const;
  return (
    <Choice
      id={`${id}-level`}
      name="level"
      label={t.fields.level}
      value={value}
      options={[
        ...(value === '' ? [{ value: '', label: t.fields.level_auto }] : []),
        ...levels.map((level) => ({ value: level, label: t.levels[level] })),
      ]}
    />
  );
}

function Position({ id, frame, value }: Part & { value: number }): JSX.Element {
  const t = sentences(frame.lang).console.departments.fields;
  return (
    <Input
      id={`${id}-position`}
      name="position"
      label={t.position}
      value={String(value)}
      maxLength={6}
      digits
    />
  );
}
