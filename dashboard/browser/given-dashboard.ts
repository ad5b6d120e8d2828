import type { Page } from "playwright-core";
import type { SimulatedCentre } from "./simulated-centre.ts";

/** What the cases of other files are given; what is a function is there once the tests run. */
export type GivenDashboard = {
  readonly openPage: (where?: {
    readonly path?: string;
    readonly isSignedIn?: boolean;
  }) => Promise<Page>;
  readonly url: () => string;
  /** Of an administrator of the one tenant with traffic. */
  readonly key: () => string;
  readonly centre: () => SimulatedCentre;
};
