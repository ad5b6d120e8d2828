// Codes that only the page of one call shows, in Chinese; in English the server says what they mean.
import type { Coded } from "./code-words.ts";
import { itaReasons } from "./ita-reason-words.ts";
import { releaseCauses } from "./release-cause-words.ts";
import type { Language } from "./word-table.ts";

type ChineseWords = Readonly<Record<number, string>>;

const callTypes: ChineseWords = {
  0: "普通呼入",
  1: "特殊呼入",
  2: "VMS 取语音",
  3: "VMS 删语音",
  4: "VMS 发寻呼",
  5: "长途呼入",
  6: "坐席间呼叫",
  7: "坐席普通呼出",
  8: "坐席呼出",
  9: "PRI 呼出",
  10: "IVR 呼出",
  11: "话机坐席自行呼出",
  12: "IVR PRI 呼出",
  13: "网络呼叫中心呼入",
  14: "网络呼叫中心呼出",
  15: "网络质检呼入",
  16: "网络质检呼出",
  17: "网络内部呼入（虚拟坐席）",
  18: "网络内部呼出（虚拟坐席）",
  20: "辅助呼叫",
  21: "国际话务员呼入",
  22: "转接呼叫",
  23: "国际话务员呼出",
  30: "视频呼入",
  31: "视频呼出",
  32: "2B+D 虚拟视频呼入",
  33: "6B+D 虚拟视频呼入",
  34: "2B+D 虚拟视频呼出",
  35: "6B+D 虚拟视频呼出",
  40: "预约外呼",
  41: "预占外呼",
  42: "预连接外呼",
  43: "预测外呼",
  44: "预览外呼",
  45: "回呼请求",
  46: "国际长途呼入",
  50: "回铃音呼叫",
  51: "两方求助",
  52: "三方求助",
  60: "预占外呼（PRI）",
  61: "预连接外呼（PRI）",
  62: "预测外呼（PRI）",
  63: "预览外呼（PRI）",
  64: "回呼请求（PRI）",
  80: "SUBSCRIBE 呼入",
  81: "SUBSCRIBE 呼出",
  82: "网络语音呼入",
  83: "网络语音呼出",
  90: "路由至外部号码",
  92: "坐席话机桥接呼入",
  93: "坐席话机桥接呼出",
  94: "人工会议占用",
  95: "离线外呼",
  96: "视频报警代理呼叫",
};

const callFeatures: ChineseWords = {
  0: "普通客户",
  1: "来自坐席",
  2: "客户长途呼叫",
  3: "网络路由后再路由",
  4: "国际长途呼入",
  40: "预约外呼",
  41: "预占外呼",
  42: "预连接外呼",
  43: "虚拟呼入或呼出",
  44: "预览外呼",
  45: "回呼请求",
  51: "内部求助",
};

const subMediaTypes: ChineseWords = {
  1: "网页",
  2: "WhatsApp",
  3: "LINE",
  4: "微信",
  5: "Facebook",
  6: "Twitter",
  7: "电子邮件",
  8: "短信",
  9: "Telegram",
  10: "Instagram",
};

export const factTables = { callTypes, callFeatures, itaReasons, releaseCauses, subMediaTypes };

/** With the number, by which those who know the tables look it up. */
export function factText(table: keyof typeof factTables, coded: Coded, language: Language): string {
  const words = language === "en" ? coded.words : (factTables[table][coded.code] ?? coded.words);
  return words === "" ? String(coded.code) : `${words} (${coded.code})`;
}
