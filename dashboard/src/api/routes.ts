// Method and path of what the dashboard asks; a test compares them with the contract.

export const routes = {
  getMe: { method: "GET", path: "/v1/me" },
  getTenants: { method: "GET", path: "/v1/tenants" },
  getLiveAgents: { method: "GET", path: "/v1/live/agents" },
  getCalls: { method: "GET", path: "/v1/calls" },
  getCall: { method: "GET", path: "/v1/calls/{callId}" },
  getMissedCalls: { method: "GET", path: "/v1/missed-calls" },
  resolveMissedCall: { method: "POST", path: "/v1/missed-calls/{callId}/resolve" },
  getQueueReport: { method: "GET", path: "/v1/reports/queues" },
  getAccessCodeReport: { method: "GET", path: "/v1/reports/access-codes" },
  getAgentReport: { method: "GET", path: "/v1/reports/agents" },
  getVdnReport: { method: "GET", path: "/v1/reports/vdns" },
  getTasks: { method: "GET", path: "/v1/tasks" },
  getTask: { method: "GET", path: "/v1/tasks/{serialNo}" },
  getOperations: { method: "GET", path: "/v1/operations" },
  getConsistency: { method: "GET", path: "/v1/admin/consistency" },
  getRefusedEvents: { method: "GET", path: "/v1/admin/refused-events" },
  listWebhooks: { method: "GET", path: "/v1/webhooks" },
  getWebhookDeliveries: { method: "GET", path: "/v1/webhooks/{id}/deliveries" },
  listBearerKeys: { method: "GET", path: "/v1/admin/keys" },
  createBearerKey: { method: "POST", path: "/v1/admin/keys" },
  rotateBearerKey: { method: "POST", path: "/v1/admin/keys/{id}/rotate" },
  listAccessKeys: { method: "GET", path: "/v1/admin/access-keys" },
  listApps: { method: "GET", path: "/v1/admin/apps" },
  revokeBearerKey: { method: "DELETE", path: "/v1/admin/keys/{id}" },
} as const;

export type AskedId = keyof typeof routes;

export const livePath = "/v1/live/stream";
export const exportPath = "/v1/export/calls";
export const vconPath = "/v1/calls/{callId}/vcon";
