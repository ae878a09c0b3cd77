import type { JSX } from 'preact';
import { inWords, type Words } from '../frame.ts';
import { sentences } from '../locales/catalogue.ts';
import { Act } from './act.tsx';
import type { ConsoleFrame } from './console.tsx';
import { Choice, Input } from './inputs.tsx';

/** Below the list of machines: registering one, taking one away. */
export function MachineActs(props: {
  frame: ConsoleFrame;
  /** The page of the list; its acts lie below it. */
  href: string;
  machines: readonly { code: string; hall: Words; names: Words }[];
}): JSX.Element {
  const { frame, href, machines } = props;
  const t = sentences(frame.lang).console.machines;
  return (
    <>
      <Act
        {...{ frame, id: 'add', action: `${href}/add` }}
        {...{ title: t.add, what: t.add_what, button: t.add }}
      >
        <Input {...{ id: 'add-code', name: 'code', label: t.code, hint: t.code_hint }} required />
        {(['hall', 'name'] as const).map((what) =>
          languages.map(({ field, language }) => (
            <Input
              key={`${what}_${field}`}
              id={`add-${what}-${field}`}
              name={`${what}_${field}`}
              label={t.in_language(t[what], language)}
              maxLength={40}
              required
            />
          )),
        )}
      </Act>
      {machines.length > 0 && (
        <Act
          {...{ frame, id: 'retire', action: `${href}/retire`, danger: true }}
          {...{ title: t.retire, what: t.retire_what, button: t.retire }}
        >
          <Choice
            id="retire-code"
            name="code"
            label={t.which}
            options={machines.map(({ code, hall, names }) => ({
              value: code,
              label: `${code} · ${inWords(hall, frame.lang)} · ${inWords(names, frame.lang)}`,
            }))}
          />
        </Act>
      )}
    </>
  );
}

const languages = [
  { field: 'zh', language: '中文' },
  { field: 'ko', language: '한국어' },
  { field: 'en', language: 'English' },
] as const;
