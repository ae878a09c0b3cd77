import { mod112 } from '../../src/identities/check-digits.ts';

/** Somebody whom no department system knows: made up, and on the authority's list. */
export interface Newcomer {
  name: string;
  id_number: string;
  phone: string;
}

/** Born after everybody of the sample province, so that no number is anybody else's too. */
const newcomer = (name: string, born: string, phone: string): Newcomer => {
  const seventeen = `220000${born}`;
  return { name, id_number: seventeen + mod112(seventeen), phone };
};

export const newcomers: readonly Newcomer[] = [
  newcomer('苏新', '20010314002', '19900009001'),
  newcomer('江初', '20020708001', '19900009002'),
  newcomer('白禾', '20030921004', '19900009003'),
];
