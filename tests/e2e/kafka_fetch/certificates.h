#pragma once
// An authority of the test's own and what it signs, as PEM files. What fails throws.
#include <string>

namespace rulert::io::test {

/// Writes to `directory`: ca.pem; broker.pem, key and certificate of a broker at `names` (as "DNS:localhost"); user.pem
/// and user.key of a client.
void MakeCertificates(const std::string& directory, const std::string& names);

}  // namespace rulert::io::test
