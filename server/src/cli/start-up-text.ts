// What `serve` says once it serves: where it is, where the data is, what to do next.
import { demoAgentOnDuty, demoTenant } from "../simulate/demo-tenant.ts";
import { demoKeysPath, demoTimeZone, type DemoKeys } from "./demo-keys.ts";

const dayMs = 86_400_000;

export function startUpText({
  url,
  internalUrl,
  dataDir,
  version,
  configurationFile,
  hasKeys,
  hasDashboard,
}: {
  readonly url: string;
  readonly internalUrl: string;
  readonly dataDir: string;
  readonly version: string;
  readonly configurationFile: string;
  readonly hasKeys: boolean;
  readonly hasDashboard: boolean;
}): string {
  const lines = [
    `Trunkline ${version}`,
    `  listens on  ${url}`,
    ...(internalUrl === "" ? [] : [`  internal    ${internalUrl}`]),
    `  data in     ${dataDir}`,
    ...(configurationFile === "" ? [] : [`  configured  ${configurationFile}`]),
    `  guides      ${url}/docs`,
    `  contract    ${url}/openapi.json`,
    hasDashboard
      ? `  dashboard   ${url}/`
      : "  dashboard   not built: npm run build, then start again",
  ];
  if (!hasKeys) {
    lines.push(
      "",
      "Nobody can ask or send yet. Keys, also while the server runs:",
      `  trunkline key create --data ${dataDir} --tenant CC/VDN`,
      `  trunkline token create --data ${dataDir} --role ingest --tenant CC/VDN`,
    );
  }
  return lines.join("\n");
}

/** Ready to be pasted into a shell in the project's folder. */
export function demoText({
  keys,
  url,
  dataDir,
  now,
  isTraffic,
  hasDashboard,
}: {
  readonly keys: DemoKeys;
  readonly url: string;
  readonly dataDir: string;
  readonly now: number;
  readonly isTraffic: boolean;
  readonly hasDashboard: boolean;
}): string {
  const today = Math.floor(now / dayMs) * dayMs;
  const timeZone = demoTimeZone(keys);
  const traffic = isTraffic ? `, with simulated traffic by the clocks of ${timeZone}` : "";
  const tenant = `"ccId":${demoTenant.ccId},"vdn":${demoTenant.vdn}`;
  const json = "-H 'Content-Type: application/json;charset=UTF-8'";
  return `
Demo tenant ${demoTenant.ccId}/${demoTenant.vdn}${traffic}; its keys are also in ${demoKeysPath(dataDir)}
  signed interfaces  access key ${keys.ak}, secret key ${keys.sk}
  token interfaces   app key ${keys.appKey}, app secret ${keys.appSecret}
  own API            read ${keys.read}
                     ingest ${keys.ingest}
                     admin, of all tenants ${keys.admin}

Ask it (paste into a shell here):
  ask() { curl -s "${url}$1" ${json} -H "Authorization: $(npm run -s trunkline -- sign --quiet --data ${dataDir} --ak ${keys.ak} --url "${url}$1" --body "$2")" -d "$2"; echo; }
  ask /rest/cmsapp/v1/openapi/vdn/queryaccesscodecallinfo '{${tenant},"innoIds":[1,2,3]}'
  ask /rest/cmsapp/v2/openapi/vdn/querycalls '{${tenant},"beginDate":${today - dayMs},"endDate":${today + dayMs - 1},"isCallIn":"true","limit":5}'
  ask /rest/cmsapp/v1/callin/queryMissedCalls '{"vdn":${demoTenant.vdn},"offset":0,"limit":5}'
  ask /rest/cmsapp/v1/openapi/agent/agentprivatecall '{${tenant},"agentId":${demoAgentOnDuty(now, timeZone)}}'
  ask /rest/cmsapp/v1/openapi/calldata/querydetailcallinfo '{${tenant},"callId":"A-CALL-ID-OF-THE-LINE-BEFORE"}'
  TOKEN=$(curl -s ${url}/apigovernance/api/oauth/tokenByAkSk ${json} -d '{"app_key":"${keys.appKey}","app_secret":"${keys.appSecret}"}' | sed 's/.*"AccessToken":"\\([^"]*\\)".*/\\1/')
  curl -s ${url}/apiaccess/CC-Management/v1/mobileAgent/queryCallDetailRecord ${json} -H "Authorization: Bearer $TOKEN" -d '{"startTime":${today - dayMs},"endTime":${today + dayMs},"limit":5}'${hasDashboard ? signInText(keys, url) : ""}`;
}

/** Last, where it is seen. What follows the hash never leaves the browser, and the page takes it away. */
function signInText({ admin }: DemoKeys, url: string): string {
  return `\n\nSee it live, signed in:  ${url}/#key=${admin}`;
}
