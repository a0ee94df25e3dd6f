// The extension module `ludex._ludex`. Its names are private to the package; see python/ludex for the public ones.

#include "ludex_python.h"

PYBIND11_MODULE(_ludex, module) {
  module.doc() = "The Ludex core. Private: use the names of the package `ludex`.";
  module.attr("version") = LUDEX_VERSION;
  ludex::python::register_errors(module);
  ludex::python::register_rulebook(module);
  ludex::python::register_combat(module);
  ludex::python::register_tuning(module);
  ludex::python::register_balance(module);
  ludex::python::register_judgement(module);
  ludex::python::register_world(module);
  ludex::python::register_columns(module);
  ludex::python::register_column_file(module);
  ludex::python::register_expression(module);
  ludex::python::register_contract(module);
  ludex::python::register_schema(module);
  ludex::python::register_saves(module);
  ludex::python::register_text(module);
  ludex::python::register_backtest(module);
  ludex::python::register_ledger(module);
  ludex::python::register_record(module);
  ludex::python::register_recorder(module);
  ludex::python::register_presence(module);
  ludex::python::register_metrics(module);
  ludex::python::register_interest(module);
}
