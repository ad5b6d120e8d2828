// Numbers of the code tables in words: those that lists, filters and timelines show.
import type { Language } from "./word-table.ts";

type CodeWords = Readonly<Record<number, readonly [en: string, zh: string]>>;

export const leaveReasons: CodeWords = {
  0: ["normal access or transfer", "正常接入或转移"],
  1: ["overflow transfer", "溢出转移"],
  2: ["timeout transfer", "超时转移"],
  3: ["transfer, no agent", "转移：无坐席"],
  4: ["transfer, queuing cancelled", "转移：取消排队"],
  5: ["transfer, agent did not answer", "转移：坐席未应答"],
  6: ["suspended call resumed", "挂起通话恢复"],
  7: ["held call connected", "保持通话连接"],
  8: ["three-party help", "三方求助"],
  9: ["held call picked up", "取回保持通话"],
  10: ["three-party talk", "三方通话"],
  11: ["help requester released", "求助方释放"],
  12: ["intercepted", "拦截"],
  13: ["picked up", "代答"],
  14: ["called analysis not configured", "未配置被叫分析"],
  15: ["user released", "用户挂机"],
  16: ["agent released", "坐席挂机"],
  17: ["transferred out", "转出"],
  18: ["held", "保持"],
  19: ["internal error", "内部错误"],
  20: ["called busy", "被叫忙"],
  22: ["mobile switched off", "手机关机"],
  23: ["out of service area", "不在服务区"],
  24: ["called number does not exist", "被叫号码不存在"],
  30: ["success-transfer timed out", "成功转移超时"],
  31: ["three-party transfer to skill queue timed out", "三方转技能队列超时"],
  34: [
    "network call failed: call timeout, queue on busy, overflow",
    "网络呼叫失败：超时、遇忙排队或溢出",
  ],
  35: ["network call back to home centre to queue", "网络呼叫返回归属中心排队"],
  36: ["queued call rerouted", "排队呼叫重新路由"],
  37: ["entered CDN through routing", "经路由进入 CDN"],
  38: ["entered CDN through agent consultation", "经坐席咨询进入 CDN"],
  39: ["CDN returned a routing result", "CDN 返回路由结果"],
  40: ["CDN routing timed out", "CDN 路由超时"],
  41: ["agent cancelled the consultation or routing failed", "坐席取消咨询或路由失败"],
  42: ["to PGR, CDN timed out", "CDN 超时，转 PGR"],
  43: ["CDN returned, routed to PGR", "CDN 返回，路由到 PGR"],
  44: ["to PGR through inbound routing", "经呼入路由到 PGR"],
  45: ["to PGR through agent consultation", "经坐席咨询到 PGR"],
  46: ["agent unreachable, CDN reroutes", "坐席不可达，CDN 重新路由"],
  47: ["waiting in several queues", "在多个队列排队"],
  48: ["primary-queue call answered by secondary queue", "主队列呼叫由次队列应答"],
  50: ["agent rejected", "坐席拒接"],
  51: ["joined a conference", "加入会议"],
  52: ["chair released the conference, or CCS fault", "主席结束会议或 CCS 故障"],
  53: ["removed from the conference", "被移出会议"],
  54: ["transferred, completion rate under threshold", "接通率低于阈值，转移"],
  88: ["user hung up after the agent answered", "坐席应答后用户挂机"],
  89: [
    "user hung up after the agent answered (printed with the same text as 88)",
    "坐席应答后用户挂机（说明与 88 相同）",
  ],
};

export const mediaTypes: CodeWords = {
  1: ["chat", "文字聊天"],
  2: ["web phone", "网页电话"],
  3: ["escorted browsing", "协同浏览"],
  4: ["call back", "回呼"],
  5: ["phone", "电话"],
  6: ["e-mail", "电子邮件"],
  7: ["fax", "传真"],
  8: ["video", "视频"],
  9: ["whiteboard", "白板"],
  10: ["application sharing", "应用共享"],
  11: ["file transfer", "文件传输"],
  12: ["video 2B+D", "视频 2B+D"],
  13: ["video 6B+D", "视频 6B+D"],
  14: ["OPS", "OPS"],
  15: ["predicted outbound", "预测外呼"],
  16: ["previewed outbound", "预览外呼"],
  17: ["message", "消息"],
  18: ["web video", "网页视频"],
  19: ["phone video", "电话视频"],
  20: ["web message left", "网页留言"],
  21: ["desktop sharing", "桌面共享"],
  22: ["VC call", "VC 呼叫"],
  50: ["multimedia: e-mail", "多媒体：邮件"],
  51: ["multimedia: web chat", "多媒体：网页聊天"],
  52: ["multimedia: SMS", "多媒体：短信"],
  53: ["multimedia: social", "多媒体：社交"],
  54: ["multimedia: fax", "多媒体：传真"],
  55: ["multimedia: H5 chat", "多媒体：H5 聊天"],
};

const taskReasons: CodeWords = {
  0: ["called party hung up", "被叫挂机"],
  1: ["calling party hung up", "主叫挂机"],
  2: ["outbound call to the calling party failed", "呼叫主叫失败"],
  3: ["outbound call to the called party failed", "呼叫被叫失败"],
  4: ["calling party did not answer", "主叫未应答"],
  5: ["called party did not answer", "被叫未应答"],
  6: ["call could not be started", "呼叫无法发起"],
};

export const codeTables = { leaveReasons, mediaTypes, taskReasons };

export type Coded = { readonly code: number; readonly words: string };

/** What the server calls it where the table has no such code. */
export function codeText(
  table: keyof typeof codeTables,
  { code, words }: Coded,
  language: Language,
): string {
  const [english, chinese] = codeTables[table][code] ?? [words, words];
  const text = language === "en" ? english : chinese;
  return text === "" ? String(code) : text;
}
