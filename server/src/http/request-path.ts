// What a request asks for, by its path: each family of interfaces refuses in a way of its own.
import type { FastifyRequest } from "fastify";

/** cms: the CC-CMS interfaces; api: our own; page: what browsers, scrapers and load balancers open. */
export type PathFamily = "cms" | "api" | "page";

export function pathOf(request: FastifyRequest): string {
  return (request.raw.url ?? "/").split("?")[0] ?? "/";
}

export function familyOf(path: string): PathFamily {
  if (/^\/(?:rest|apiaccess|apigovernance|ccbms)\//.test(path)) return "cms";
  return /^\/v1(?:\/|$)/.test(path) ? "api" : "page";
}
