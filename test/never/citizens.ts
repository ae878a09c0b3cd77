import { number } from '../identities/people.ts';
import { type Citizen, citizen, type TestGateway } from '../support/gateway.ts';

/** A made-up citizen with a number of their own and a password here; their evidence is of level 2. */
export const citizenOf = (
  { base }: Pick<TestGateway, 'base'>,
  username: string,
  changes: Parameters<typeof citizen>[2] & { id_number?: string } = {},
  bound_level = 2,
): Promise<Citizen> => {
  const { id_number = number(), ...more } = changes;
  const attributes = { name: '钱样本', id_type: 'resident_id', id_number };
  return citizen(base, username, { attributes, ...more }, bound_level);
};
