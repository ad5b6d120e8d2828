// Fields by place -> fields by name. A row that names the columns itself, as databases export them, wins.

export type NamedFields<Name extends string> = Readonly<Partial<Record<Name, string>>>;

export class NamedColumns<Name extends string> {
  readonly #nameOf: ReadonlyMap<string, Name>;
  readonly #needed: readonly Name[];
  #columns: readonly (Name | undefined)[];

  constructor(options: {
    /** As in the settings, in the order of the file; one that is not known is passed over. */
    readonly columns: readonly string[];
    /** Every name that a column may have, in lower case -> the name that it is read by. */
    readonly names: Readonly<Record<string, Name>>;
    /** A row without one of these cannot be read; one that names them all is a header. */
    readonly needed: readonly Name[];
  }) {
    this.#nameOf = new Map(Object.entries(options.names));
    this.#needed = options.needed;
    this.#columns = this.#named(options.columns);
  }

  read(fields: readonly string[]): NamedFields<Name> | "header" | "tooFew" {
    const named = this.#named(fields);
    if (this.#needed.every((name) => named.includes(name))) {
      this.#columns = named;
      return "header";
    }
    const row: Partial<Record<Name, string>> = {};
    for (const [index, field] of fields.entries()) {
      const name = this.#columns[index];
      if (name !== undefined) row[name] = field;
    }
    return this.#needed.every((name) => row[name] !== undefined) ? row : "tooFew";
  }

  /** A quick look first: nearly every row is none of names. */
  #named(fields: readonly string[]): readonly (Name | undefined)[] {
    return fields.map((field) => this.#nameOf.get(field.trim().toLowerCase()));
  }
}
