// 5.6 Access codes of a VDN
import type { Static } from "typebox";
import { queryAccessCodeInfo, type AccessCodeRow } from "@trunkline/contract";
import type { Tenants } from "../access/scope.ts";
import type { Questions } from "../query/questions.ts";
import type { Answer, CmsHandler, MakeHandler } from "./cms-handler.ts";
import { fourPartAnswer, refuseWithResult } from "./result-envelope.ts";
import { tenantOfRequest } from "./tenant-of-request.ts";

export function queryAccessCodeInfoHandler({
  makeHandler,
  tenants,
  accessCodes,
}: {
  readonly makeHandler: MakeHandler;
  readonly tenants: Tenants;
  readonly accessCodes: Questions["accessCodes"];
}): CmsHandler {
  return makeHandler({
    endpoint: queryAccessCodeInfo,
    refuse: refuseWithResult,
    answer: (fields, { scope }): Answer => {
      const admitted = tenantOfRequest(tenants, scope, fields);
      if (admitted.kind === "refused") return admitted;
      const rows = accessCodes(admitted.tenant).map((code): Static<typeof AccessCodeRow> => ({
        acId: code.innoId,
        mediatypeId: code.mediaType,
        accessCode: code.number,
        codeDescription: code.description,
      }));
      return fourPartAnswer(rows);
    },
  });
}
