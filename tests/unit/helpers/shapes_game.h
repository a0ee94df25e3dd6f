#pragma once
// A rulebook whose one action holds every shape a parameter can have, and lines that fill them.

#include <string>

namespace ludex::test {

inline constexpr const char* kEveryShape = R"json({"ludex":1,"limits":{"max_clock_step_ms":8000000000000,"nonce":{"counter":64},"clock":{"late_ms":9000,"early_ms":9000},"request":{"bytes":1000000,"nodes":200,"depth":12}},
  "tables":{"weapons":{"columns":{"damage":"int = 1"},"rows":{"sword":{},"bow":{},"é":{}}}},
  "entities":{"player":{"live":{"state":{"n":"int = 0"}}}},
  "actions":{
    "All":{"from":["client","server"],"params":{
      "i":"int -5..5 = 0","r":"ref player = 1","d":"double >= -1.5 = 0","b":"bool = false","e":"enum(red,green,blue) = red","w":"row weapons = sword","s":"string 1..6 = 'x'","v":"vec3 = [0,0,0]",
      "oi":"int?","os":"string?","ov":"vec3?","ls":"list<string> = []","li":"list<int 0..9> max 4 = [1]","lo":"list<int?> = []","ll":"list<list<enum(red,green)> max 2> = []",
      "ms":"map<string, int> = {}","mw":"map<row weapons, double> = {}","mi":"map<int, string> = {}","me":"map<enum(red,green), list<bool>> = {}",
      "rec":{"type":"object","properties":{"k":"string = 'k'","q":{"type":"object","properties":{"z":"int = 3"},"default":{}}},"default":{}},
      "lr":{"type":"array","items":{"type":"object","properties":{"a":"int","b":"row weapons?"}},"default":[]}},
      "once":{"key":"params.s"},"effects":["actor.n += 1"],"result":"params.s + string(params.i)"},
    "Need":{"params":{"x":"int 0..9","y":"enum(on,off)"},"effects":[]},
    "Go":{"effects":[]}}})json";

/// Of the players 1 to 3.
inline const std::string& every_shape_lines() {
  static const std::string lines = [] {
    std::string out;
    int nonce = 0;
    const auto client = [&](const std::string& rest) {
      out += R"({"actor":1,"received_at":1000,"sent_at":1000,"session":2,"nonce":)" + std::to_string(++nonce) + "," + rest + "}\n";
    };
    client(R"("action":"All","params":{})");
    client(R"("action":"Go")");
    client(R"("action":"All","roles":["gm","é"],"params":{"i":-5,"r":9007199254740993,"d":-0.0,"b":true,"e":"blue","w":"é","s":"é€😀","v":[1,-2.5,1e300],"oi":7,"os":"","ov":[0,0,0],"ls":["","a","\u0000"],"li":[],"lo":[null,3],"ll":[["red"],[]],"ms":{"b":2,"a":1,"":0},"mw":{"bow":0.5,"é":1},"mi":{"10":"x","-3":"","9":"y"},"me":{"green":[true,false]},"rec":{"k":"","q":{"z":-1}},"lr":[{"a":1},{"a":2,"b":"bow"}]})");
    client(R"("action":"Need","params":{"x":9,"y":"on"})");
    out += R"({"actor":2,"received_at":1001,"origin":"server","action":"All","params":{"s":"server"}})" "\n";
    out += R"({"actor":3,"received_at":1001,"origin":"admin","action":"Need","params":{"x":3,"y":"off"}})" "\n";
    return out;
  }();
  return lines;
}

}  // namespace ludex::test
