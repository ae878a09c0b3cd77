import type { PasswordMisdeed, Person, Row } from './rig.ts';

/** Cases that no directory has, each with the reason. */
export const without = {
  'malformed hash': 'the directory checks passwords itself, and shows no hash',
  'read only': 'nothing but bind and search is ever asked, and there is no query to write',
} as const;

/** What a directory is told of a person: the words of its own schema. */
export const attributesOf = ({ name, id_type, id_number, phone_number }: Person) => ({
  ...(name !== undefined && { xingMing: name }),
  ...(id_type !== undefined && { zhengjianLeixing: id_type }),
  ...(id_number !== undefined && { zhengjianHaoma: id_number }),
  ...(phone_number && { shoujiHao: phone_number }),
});

/** The directory of a rig, whichever server it runs on. */
export interface Department {
  put(person: Person, row: Row): Promise<void> | void;
  remove(subject: string): Promise<void> | void;
  does(what: PasswordMisdeed): Promise<void> | void;
  mend(): Promise<void> | void;
}
