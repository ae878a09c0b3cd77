/** What somebody says of themselves, as it was typed. */
export interface Said {
  method?: string | undefined;
  name?: string | undefined;
  id_type?: string | undefined;
  id_number?: string | undefined;
}
