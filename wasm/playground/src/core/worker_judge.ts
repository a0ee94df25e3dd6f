/** What the page loads first: judge.wasm and the tasks that it is enough for. */
import { loadJudge } from "ludex/judge";
import { judgeTasks } from "../labs/tasks.js";
import { serve } from "./serve.js";

serve(loadJudge, judgeTasks);
