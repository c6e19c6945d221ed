import Foundation
import NIOSSL
import OSSSigning
import OSSWire
import Testing

@testable import OSSServer

@Suite("The signature of a callback")
struct CallbackSignatureTests {
    static let key = Result { try CallbackKey() }

    @Test("OpenSSL verifies it with the published key, and refuses it for any other message", arguments: ["", "/notify\nbody", "/p q?x=%20\n中"])
    func openSSL(message: String) throws {
        let key = try Self.key.get()
        let signature = try key.sign(Array(message.utf8))
        #expect(signature.count == 256)
        #expect(try OpenSSL.verifies(signature, of: Array(message.utf8), publicPEM: key.publicPEM))
        #expect(try !OpenSSL.verifies(signature, of: Array((message + "x").utf8), publicPEM: key.publicPEM))
        var flipped = signature
        flipped[255] ^= 1
        #expect(try !OpenSSL.verifies(flipped, of: Array(message.utf8), publicPEM: key.publicPEM))
        #expect(try !OpenSSL.verifies(signature, of: Array(message.utf8), publicPEM: CallbackKey.ofThisProcess.get().publicPEM))
    }

    @Test("a kept key is the same key; other text is none") func kept() throws {
        let key = try Self.key.get()
        let kept = try CallbackKey(privatePEM: key.privatePEM)
        #expect(kept.publicPEM == key.publicPEM)
        #expect(try kept.sign([1, 2, 3]) == key.sign([1, 2, 3]))
        #expect(key.publicPEM.hasPrefix("-----BEGIN PUBLIC KEY-----"))
        for text in ["", "x", key.publicPEM] { #expect(throws: (any Error).self) { try CallbackKey(privatePEM: text) } }
    }

    @Test("a verifier finds the key under the address in the request, and the request's signature right") func endToEnd() async throws {
        try await ApplicationServer.run(answer: ApplicationServer.reply("{}")) { server in
            let service = CallbackTests.service()
            let callback = try CallbackTests.callback("http://127.0.0.1:\(server.port)/a%20b?c=%20d", body: "中=${size}")
            _ = await service.perform(callback, try CallbackTests.context(), at: CallbackTests.now)
            let lines = try #require(server.requests.first).split(separator: "\r\n" as Character)
            let authorization = try #require(lines.first { $0.hasPrefix("Authorization: ") }).dropFirst(15)
            let document = try await service.publicKeyDocument()
            guard case .bytes(let pem) = document.body else { throw CocoaError(.fileReadUnknown) }
            #expect(document.status == 200)
            let signed = Array("/a b?c=%20d\n中=5".utf8)
            let signature = try #require(Base64.decode(authorization.utf8))
            #expect(try OpenSSL.verifies(signature, of: signed, publicPEM: String(decoding: pem, as: UTF8.self)))
        }
    }
}

@Suite("Callbacks over TLS")
struct CallbackTLSTests {
    @Test("the certificate is verified against the name, although the connection goes to an address") func names() async throws {
        let files = try OpenSSL.certificate(names: "DNS:app.test")
        var serverConfiguration = TLSConfiguration.makeServerConfiguration(
            certificateChain: try NIOSSLCertificate.fromPEMBytes(files.certificate).map { .certificate($0) },
            privateKey: .privateKey(try NIOSSLPrivateKey(bytes: files.key, format: .pem)))
        serverConfiguration.minimumTLSVersion = .tlsv12
        let context = try NIOSSLContext(configuration: serverConfiguration)
        var trusting = TLSConfiguration.makeClientConfiguration()
        trusting.trustRoots = .certificates(try NIOSSLCertificate.fromPEMBytes(files.certificate))
        try await ApplicationServer.run(answer: ApplicationServer.reply("{}"), tls: context) { server in
            let cases: [(host: String, tls: TLSConfiguration, isTrusted: Bool)] = [
                ("app.test", trusting, true), ("other.test", trusting, false), ("127.0.0.1", trusting, false),
                ("app.test", .makeClientConfiguration(), false),
            ]
            for (host, tls, isTrusted) in cases {
                let service = CallbackTests.service(resolver: ScriptedResolver([["127.0.0.1"]]), tls: tls)
                let outcome = try await CallbackTests.perform("https://\(host):\(server.port)/", with: service)
                #expect((CallbackTests.answer(outcome) != nil) == isTrusted, "\(host)")
                if !isTrusted { #expect(CallbackTests.failure(outcome) == .noConnection) }
            }
            #expect(server.requests.count == 1)
        }
    }
}

/// The command, for an opinion that is not our own.
enum OpenSSL {
    static func verifies(_ signature: [UInt8], of message: [UInt8], publicPEM: String) throws -> Bool {
        try inFolder { folder in
            try Data(signature).write(to: folder.appending(path: "signature"))
            try Data(message).write(to: folder.appending(path: "message"))
            try Data(publicPEM.utf8).write(to: folder.appending(path: "key.pem"))
            return try run(["dgst", "-md5", "-verify", "key.pem", "-signature", "signature", "message"], in: folder) == 0
        }
    }

    /// A certificate that signs itself, and its key, in PEM.
    static func certificate(names: String) throws -> (certificate: [UInt8], key: [UInt8]) {
        try inFolder { folder in
            let arguments = [
                "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", "key.pem", "-out", "certificate.pem", "-days", "2", "-subj", "/CN=test",
                "-addext", "subjectAltName=\(names)",
            ]
            guard try run(arguments, in: folder) == 0 else { throw CocoaError(.fileWriteUnknown) }
            return (
                Array(try Data(contentsOf: folder.appending(path: "certificate.pem"))), Array(try Data(contentsOf: folder.appending(path: "key.pem")))
            )
        }
    }

    private static func run(_ arguments: [String], in folder: URL) throws -> Int32 {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["openssl"] + arguments
        process.currentDirectoryURL = folder
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        return process.terminationStatus
    }

    private static func inFolder<R>(_ body: (URL) throws -> R) throws -> R {
        let folder = FileManager.default.temporaryDirectory.appending(path: "waybill-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)
        defer { try? FileManager.default.removeItem(at: folder) }
        return try body(folder)
    }
}
