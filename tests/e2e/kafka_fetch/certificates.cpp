#include "tests/e2e/kafka_fetch/certificates.h"

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <cstdio>
#include <memory>
#include <stdexcept>

namespace rulert::io::test {
namespace {

struct Free {
  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
  void operator()(X509* certificate) const { X509_free(certificate); }
  void operator()(X509_EXTENSION* extension) const { X509_EXTENSION_free(extension); }
  void operator()(std::FILE* file) const { std::fclose(file); }
};
using Key = std::unique_ptr<EVP_PKEY, Free>;
using Certificate = std::unique_ptr<X509, Free>;

void Require(bool holds, const char* what) {
  if (!holds) throw std::runtime_error(what);
}

void Extend(X509* certificate, X509* issuer, int kind, const char* value) {
  X509V3_CTX context;
  X509V3_set_ctx_nodb(&context);
  X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
  const std::unique_ptr<X509_EXTENSION, Free> extension(X509V3_EXT_conf_nid(nullptr, &context, kind, value));
  Require(extension && X509_add_ext(certificate, extension.get(), -1) == 1, "an extension is refused");
}

/// Signed by `issuer`; null: by itself.
Certificate Sign(EVP_PKEY* key, const char* name, X509* issuer, EVP_PKEY* issuer_key, const std::string& names) {
  constexpr long kDay = 24 * 3600;
  static long serial = 1;
  Certificate certificate(X509_new());
  X509_set_version(certificate.get(), 2);
  ASN1_INTEGER_set(X509_get_serialNumber(certificate.get()), serial++);
  X509_gmtime_adj(X509_getm_notBefore(certificate.get()), -kDay);
  X509_gmtime_adj(X509_getm_notAfter(certificate.get()), kDay);
  X509_set_pubkey(certificate.get(), key);
  X509_NAME* const subject = X509_get_subject_name(certificate.get());
  X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_ASC, reinterpret_cast<const unsigned char*>(name), -1, -1, 0);
  X509_set_issuer_name(certificate.get(), issuer == nullptr ? subject : X509_get_subject_name(issuer));
  X509* const by = issuer == nullptr ? certificate.get() : issuer;
  Extend(certificate.get(), by, NID_basic_constraints, issuer == nullptr ? "critical,CA:TRUE" : "CA:FALSE");
  if (!names.empty()) Extend(certificate.get(), by, NID_subject_alt_name, names.c_str());
  Require(X509_sign(certificate.get(), issuer == nullptr ? key : issuer_key, EVP_sha256()) > 0, "signing failed");
  return certificate;
}

using File = std::unique_ptr<std::FILE, Free>;

File Open(const std::string& path) {
  File file(std::fopen(path.c_str(), "w"));
  Require(file != nullptr, "a file cannot be written");
  return file;
}

void WriteKey(std::FILE* file, EVP_PKEY* key) {
  Require(PEM_write_PKCS8PrivateKey(file, key, nullptr, nullptr, 0, nullptr, nullptr) == 1, "a key is not written");
}

}  // namespace

void MakeCertificates(const std::string& directory, const std::string& names) {
  const Key authority_key(EVP_RSA_gen(2048));
  const Key broker_key(EVP_RSA_gen(2048));
  const Key user_key(EVP_RSA_gen(2048));
  const Certificate authority = Sign(authority_key.get(), "test authority", nullptr, nullptr, "");
  const Certificate broker = Sign(broker_key.get(), "broker", authority.get(), authority_key.get(), names);
  const Certificate user = Sign(user_key.get(), "user", authority.get(), authority_key.get(), "");
  PEM_write_X509(Open(directory + "/ca.pem").get(), authority.get());
  {
    const File file = Open(directory + "/broker.pem");
    WriteKey(file.get(), broker_key.get());
    PEM_write_X509(file.get(), broker.get());
  }
  WriteKey(Open(directory + "/user.key").get(), user_key.get());
  PEM_write_X509(Open(directory + "/user.pem").get(), user.get());
}

}  // namespace rulert::io::test
