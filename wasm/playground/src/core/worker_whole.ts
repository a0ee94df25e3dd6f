/** The rest of the core, when a lab first asks for it. */
import { loadLudex } from "ludex";
import { wholeTasks } from "../labs/tasks.js";
import { serve } from "./serve.js";

serve(loadLudex, wholeTasks);
