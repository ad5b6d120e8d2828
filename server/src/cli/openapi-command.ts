// trunkline openapi: prints the contract.
import { allEndpoints, openApiDocument } from "@trunkline/contract";
import type { Command } from "commander";
import { version } from "../config/version.ts";
import type { Terminal } from "./terminal.ts";

export function addOpenApiCommand(program: Command, terminal: Terminal): void {
  program
    .command("openapi")
    .description("prints the OpenAPI 3.1 document of every interface")
    .action(() => {
      const document = openApiDocument(allEndpoints, { version });
      terminal.out(JSON.stringify(document, null, 2));
    });
}
