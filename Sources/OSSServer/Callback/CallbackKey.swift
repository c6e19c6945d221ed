import Crypto
import CryptoExtras
import OSSSigning

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// The RSA key that signs callbacks. Application servers check the signature with the public half, which this server hands out.
///
/// OSS signs with RSASSA-PKCS1-v1_5 over MD5, so this server does too: the verifiers that people have expect it. MD5 is broken as a hash; what
/// the signature is worth is what it is worth at OSS.
package struct CallbackKey: Sendable {
    // Blind signing is the door through which the library performs RSA's private operation on bytes that were padded elsewhere.
    private let key: _RSA.BlindSigning.PrivateKey<SHA384>

    /// A fresh key of 2048 bits. Takes some hundred milliseconds.
    package init() throws { key = try .init(keySize: .bits2048) }

    /// A key that was kept.
    package init(privatePEM: String) throws { key = try .init(pemRepresentation: privatePEM) }

    /// The one key of servers that keep nothing, made when it is first needed.
    package static let ofThisProcess = Result { try CallbackKey() }

    /// PKCS #8 or PKCS #1, for a file that only its owner can read.
    package var privatePEM: String { key.pemRepresentation }

    /// `-----BEGIN PUBLIC KEY-----`, as OSS publishes its own.
    package var publicPEM: String { key.publicKey.pemRepresentation }

    /// The signature of a message: as many bytes as the modulus has.
    func sign(_ message: [UInt8]) throws -> [UInt8] {
        try Array(key.blindSignature(for: Self.padded(Insecure.MD5.hash(data: message), count: key.keySizeInBits / 8)).rawRepresentation)
    }

    /// EMSA-PKCS1-v1_5 of RFC 8017: `00 01 FF … FF 00`, the DigestInfo of MD5, the digest.
    private static func padded(_ digest: Insecure.MD5Digest, count: Int) -> [UInt8] {
        let digestInfo: [UInt8] = [0x30, 0x20, 0x30, 0x0C, 0x06, 0x08, 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x02, 0x05, 0x05, 0x00, 0x04, 0x10]
        let tail = [0x00] + digestInfo + Array(digest)
        return [0x00, 0x01] + [UInt8](repeating: 0xFF, count: count - 2 - tail.count) + tail
    }
}
