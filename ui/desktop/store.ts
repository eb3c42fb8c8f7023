import { Store as ModelStore } from "../parts/store";
import type { Model } from "./models/model";

/** Where the window's model lives. */
export class Store extends ModelStore<Model> {}
