/** One thing that was compared. A check that is not ok makes the item `failed`. Plain JSON. */
export interface Check {
  /** What was compared, such as "rows of layer 0 Hydrants", "data", "thumbnail". */
  check: string;
  expected: unknown;
  actual: unknown;
  ok: boolean;
}

/** Something that the user should know, without making the item fail. */
export interface Warning {
  /** Stable, upper case with underscores, such as TARGET_EDITED. */
  code: string;
  message: string;
  /** JSON path or layer that it is about. */
  path?: string;
}
