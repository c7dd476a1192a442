// All that declaring and using a schema needs.
#pragma once
#include "tenstone/validation/core_codecs.hpp"
#include "tenstone/validation/enumeration.hpp"
#include "tenstone/validation/json.hpp"
#include "tenstone/validation/literal.hpp"
#include "tenstone/validation/numbering.hpp"
#include "tenstone/validation/object.hpp"
#include "tenstone/validation/parse.hpp"
#include "tenstone/validation/patch.hpp"
#include "tenstone/validation/tagged.hpp"
#include "tenstone/validation/tuples.hpp"
