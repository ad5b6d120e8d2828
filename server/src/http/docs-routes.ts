// The documentation at /docs.
import type { FastifyInstance } from "fastify";
import type { DocsSite } from "./docs-site.ts";
import { pathOf } from "./request-path.ts";
import { sendFile } from "./static-file.ts";

const docsNotThere = "Cannot show the documentation: the folder 'docs' is not beside the server";

export function docsRoutes(app: FastifyInstance, open: () => DocsSite | undefined): void {
  let opened: { readonly site: DocsSite | undefined } | undefined;
  for (const path of ["/docs", "/docs/*"]) {
    app.get(path, async (request, reply) => {
      // A start does not wait for it.
      opened ??= { site: open() };
      const { site } = opened;
      if (site === undefined) {
        return reply.code(404).type("text/plain;charset=UTF-8").send(`${docsNotThere}\n`);
      }
      const asked = pathOf(request);
      const file = await site.find(asked);
      if (file !== undefined) return sendFile(file, request, reply);
      // As the files are named in the project, or with a slash too many.
      const plain = asked.replace(/\/+$/, "").replace(/(?:\/README)?\.md$/, "");
      if (plain !== asked && site.pages.has(plain)) return reply.redirect(plain, 308);
      return sendFile(site.missing(asked), request, reply.code(404));
    });
  }
}
