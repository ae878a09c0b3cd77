import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Sender, Sending } from '../../src/messages/sender.ts';

/** A sender with its other side, and what the other side can be made to do. */
export interface Rig {
  sender: Sender;
  /** A person it may write to. */
  to: string;
  /** What came there: the words that were to come. */
  received(): { to: string; says: string[] }[];
  /** The other side is gone. */
  down(): Promise<void>;
  /** It takes the connection and says nothing. */
  silent(): void;
  /** It lets us in no more: another key or password. */
  locked_out(): void;
  /** What it says cannot be believed or understood. */
  talks_nonsense(): void;
  /** It is full for now. */
  busy(): void;
  /** It refuses this recipient for good. */
  refuses(to: string): void;
  stop(): Promise<void>;
}

const message = (to: string, id = '0193a5c0-0000-7000-8000-000000000001'): Sending => ({
  id,
  to,
  template: 'one_time_code',
  words: { code: '048261', minutes: 10 },
  lang: 'zh-CN',
});

/** What every sender does, whatever it speaks (ADR 0029). */
export function conforms(name: string, start: () => Promise<Rig>): void {
  describe(`a sender of ${name}`, () => {
    let rig: Rig;
    beforeEach(async () => {
      rig = await start();
    });
    afterEach(() => rig.stop());

    const faultOf = async () => {
      const outcome = await rig.sender.send(message(rig.to));
      if (outcome.ok) throw new Error('it was taken');
      return outcome;
    };

    it('hands over the words of the message', async () => {
      expect(await rig.sender.send(message(rig.to))).toMatchObject({ ok: true });
      expect(rig.received()).toHaveLength(1);
      const [one] = rig.received();
      expect(one?.to).toBe(rig.to);
      expect(one?.says.join(' ')).toContain('048261');
    });

    it('may be called again with a message that was taken', async () => {
      await rig.sender.send(message(rig.to));
      expect(await rig.sender.send(message(rig.to))).toMatchObject({ ok: true });
    });

    it('says in a word that the other side is gone, to be tried again', async () => {
      await rig.down();
      const { fault, final } = await faultOf();
      expect(fault).toMatch(/^[a-z_]+$/);
      expect(final).toBeFalsy();
    });

    it('does not wait for ever for one that says nothing', async () => {
      rig.silent();
      expect(await faultOf()).toEqual({ ok: false, fault: 'timeout' });
    });

    it.each(['locked_out', 'talks_nonsense', 'busy'] as const)(
      'tries again where the other side is %s',
      async (misdeed) => {
        rig[misdeed]();
        const { fault, final } = await faultOf();
        expect(fault).toMatch(/^[a-z_0-9]+$/);
        expect(final).toBeFalsy();
        expect(rig.received()).toEqual([]);
      },
    );

    it('does not try again what is refused for good, and names nobody', async () => {
      rig.refuses(rig.to);
      const { fault, final } = await faultOf();
      expect(final).toBe(true);
      expect(fault).not.toContain(rig.to);
      expect(rig.received()).toEqual([]);
    });
  });
}
