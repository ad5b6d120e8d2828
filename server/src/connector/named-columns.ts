// Fields by place -> fields by name. A row that names the columns itself, as databases export them, wins.

export type NamedFields<Name extends string> = Readonly<Partial<Record<Name, string>>>;

export class NamedColumns<Name extends string> {
  readonly #nameOf: ReadonlyMap<string, Name>;
  readonly #needed: readonly Name[];
  #columns: readonly (Name | undefined)[];

  constructor(options: {
    /** As in the settings, in the order of the file; one that is not known is passed over. */
    readonly columns: readonly string[];
    /**
     * Every name that a column may have, in lower case -> the name that it is read by. A header must
     * begin with one of them.
     */
    readonly names: Readonly<Record<string, Name>>;
    /** A row without one of these cannot be read; one that names them all is a header. */
    readonly needed: readonly Name[];
  }) {
    this.#nameOf = new Map(Object.entries(options.names));
    this.#needed = options.needed;
    this.#columns = this.#named(options.columns);
  }

  read(fields: readonly string[]): NamedFields<Name> | "header" | "tooFew" {
    if (this.#nameOf.has(lowerCase(fields[0]))) {
      const named = this.#named(fields);
      if (this.#needed.every((name) => named.includes(name))) {
        this.#columns = named;
        return "header";
      }
    }
    const row: Partial<Record<Name, string>> = {};
    for (let index = 0; index < fields.length; index += 1) {
      const name = this.#columns[index];
      if (name !== undefined) row[name] = fields[index];
    }
    return this.#needed.every((name) => row[name] !== undefined) ? row : "tooFew";
  }

  #named(fields: readonly string[]): readonly (Name | undefined)[] {
    return fields.map((field) => this.#nameOf.get(lowerCase(field)));
  }
}

function lowerCase(field = ""): string {
  return field.trim().toLowerCase();
}
