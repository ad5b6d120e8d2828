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
     * Every name that a column may have, in lower case -> the name that it is read by. The first or
     * second column of a header must have one of them.
     */
    readonly names: Readonly<Record<string, Name>>;
    /** A row without one of these cannot be read; one that names them all is a header. */
    readonly needed: readonly Name[];
  }) {
    this.#nameOf = new Map(Object.entries(options.names));
    this.#needed = options.needed;
    this.#columns = this.#named(options.columns);
    const missing = this.#needed.find((name) => !this.#columns.includes(name));
    if (missing === undefined) return;
    const spelled = Object.entries(options.names).find(([, name]) => name === missing)?.[0];
    throw new Error(
      `Cannot read columns '${options.columns.join("', '")}': '${spelled}' is missing`,
    );
  }

  read(fields: readonly string[]): NamedFields<Name> | "header" | "tooFew" {
    if (this.isHeader(fields)) {
      this.#columns = this.#named(fields);
      return "header";
    }
    const row: Partial<Record<Name, string>> = {};
    for (let index = 0; index < fields.length; index += 1) {
      const name = this.#columns[index];
      if (name !== undefined) row[name] = fields[index];
    }
    return this.#needed.every((name) => row[name] !== undefined) ? row : "tooFew";
  }

  /** Whether the row names all columns that are needed. */
  isHeader(fields: readonly string[]): boolean {
    if (!this.#isNamed(fields[0]) && !this.#isNamed(fields[1])) return false;
    const named = this.#named(fields);
    return this.#needed.every((name) => named.includes(name));
  }

  #isNamed(field: string | undefined): boolean {
    return this.#nameOf.has(lowerCase(field));
  }

  #named(fields: readonly string[]): readonly (Name | undefined)[] {
    return fields.map((field) => this.#nameOf.get(lowerCase(field)));
  }
}

function lowerCase(field = ""): string {
  return field.trim().toLowerCase();
}
