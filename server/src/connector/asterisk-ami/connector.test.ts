import { storiesOf } from "../call-story.ts";
import { checkConnector } from "../connector.conformance.ts";
import { defaultAmiDialogueLimits, openAmiConversation } from "./ami-dialogue.ts";
import { importRecording, recordingBytes, recordingSettings } from "./recording.ts";
import { ReplayedAsterisk } from "./replayed-asterisk.ts";

const settings = await recordingSettings();
const recording = await importRecording(settings);
const bytes = Buffer.concat(await Array.fromAsync(recordingBytes()));

const noises = [
  "Event: NobodyKnowsThis\r\nTimestamp: 1795235373.000000\r\nUniqueid: x\r\n\r\n",
  "no colon here\r\n\r\n",
  `Event: UserEvent\r\nUserEvent: ${"x".repeat(1_048_576)}\r\n\r\n`,
  "\r\n\r\n\r\n",
  "Response: Success\r\nActionID: somebody-elses\r\n\r\n",
];

checkConnector({
  name: "asterisk-ami",
  replay: () => new ReplayedAsterisk(bytes),
  conversation: () =>
    openAmiConversation({
      settings,
      login: { username: "trunkline", secret: "secret" },
      limits: defaultAmiDialogueLimits,
      knownCalls: () => [],
    }),
  expected: storiesOf(recording.events),
  noise: (index) =>
    Buffer.from(index % 97 === 0 ? (noises[(index / 97) % noises.length] ?? "") : ""),
  tooLong: "block is too long",
  refusal: {
    says: () =>
      "Response: Error\r\nActionID: trunkline-login\r\nMessage: Authentication failed\r\n\r\n",
    isTold: /Cannot log in to Asterisk as 'trunkline': Authentication failed/,
  },
});
