// pg_type.dat: fixed for ever.
#pragma once
#include <cstdint>

namespace tenstone::postgres::oid {

constexpr std::uint32_t kBool = 16, kBytea = 17, kChar = 18, kName = 19, kInt8 = 20, kInt2 = 21, kInt4 = 23, kText = 25,
                        kJson = 114, kFloat4 = 700, kFloat8 = 701, kBpchar = 1042, kVarchar = 1043, kTimestamptz = 1184,
                        kNumeric = 1700, kUuid = 2950, kJsonb = 3802;
constexpr std::uint32_t kFirstOfUsers = 16384;  // FirstNormalObjectId: enums, citext and other types of extensions

}  // namespace tenstone::postgres::oid
