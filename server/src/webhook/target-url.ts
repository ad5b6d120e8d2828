import type { AddressGuard } from "./address-guard.ts";

/** What a webhook's URL must be and is not, to go on after "must"; "" = it may be used. */
export function faultOfUrl(
  text: string,
  { guard, allowsHttp }: { readonly guard: AddressGuard; readonly allowsHttp: boolean },
): string {
  const url = URL.parse(text);
  if (url === null) return "be a URL, such as 'https://crm.example.com/calls'";
  const isSecure = url.protocol === "https:";
  if (!isSecure && url.protocol !== "http:") return "begin with 'https://'";
  if (!isSecure && !allowsHttp) return "begin with 'https://': the server has no webhook.allowHttp";
  if (url.username !== "" || url.password !== "") return "hold no password: messages are signed";
  if (url.hash !== "") return "hold no '#': it would not be sent";
  if (!guard.mayReach(url.hostname)) {
    return "not lead to a private address, unless webhook.privateNetworksAllowed has its network";
  }
  return "";
}
