/** A text in the three languages of the product; the shape of every `names` column. */
export interface Words {
  'zh-CN': string;
  ko: string;
  en: string;
}

export interface Department {
  id: string;
  code: string;
  parent_id: string | null;
  kind: 'region' | 'department';
  names: Words;
  /** GB/T 2260, six digits. */
  gb_code: string | null;
  position: number;
}
