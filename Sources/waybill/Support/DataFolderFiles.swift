import OSSServer
import OSSSigning

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif
#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// The default data folder.
let defaultDataFolder = "waybill-data"

/// What a running server tells the commands beside it, as JSON: the ready file, and `server.json` in the data folder.
struct RunningServer: Codable {
    let endpoint: String
    let port: Int
    let pid: Int32
    let region: String
    let accessKeyID: String
    let bucket: String
    /// The file that the server takes its identities from, with an absolute path, if it does.
    let ramFile: String?
    /// Where `/livez`, `/readyz` and `/metrics` are, if they are anywhere.
    let adminURL: String?

    enum CodingKeys: String, CodingKey {
        case endpoint, port, pid, region, bucket
        case ramFile = "ram_file"
        case adminURL = "admin_url"
        case accessKeyID = "access_key_id"
    }

    static func path(in folder: String) -> String { "\(folder)/server.json" }

    /// The server that is running on a data folder, if there is one.
    static func find(in folder: String) -> RunningServer? {
        guard let data = FileManager.default.contents(atPath: path(in: folder)),
            let server = try? JSONDecoder().decode(RunningServer.self, from: data), kill(server.pid, 0) == 0 || errno == EPERM
        else { return nil }
        return server
    }

    func write(to path: String) throws { try PrivateFile.write(JSONText.encode(self), to: path) }
}

/// The access key that a server made for itself, kept in its data folder.
struct KeptAccessKey: Codable {
    let accessKeyID: String
    let accessKeySecret: String

    enum CodingKeys: String, CodingKey {
        case accessKeyID = "access_key_id"
        case accessKeySecret = "access_key_secret"
    }

    static func path(in folder: String) -> String { "\(folder)/credentials" }

    static func load(from folder: String) throws -> KeptAccessKey? {
        guard let data = FileManager.default.contents(atPath: path(in: folder)) else { return nil }
        do { return try JSONDecoder().decode(KeptAccessKey.self, from: data) } catch {
            throw CommandFailure.local("\(path(in: folder)) is not a credentials file; move it away to have new keys made")
        }
    }

    /// The kept key, or a fresh random one, which is kept before it is used.
    static func loadOrMake(in folder: String) throws -> KeptAccessKey {
        if let kept = try load(from: folder) { return kept }
        let (id, secret) = random()
        let key = KeptAccessKey(accessKeyID: id, accessKeySecret: secret)
        try PrivateFile.write(JSONText.encode(key), to: path(in: folder))
        return key
    }

    func credentials() throws -> Credentials { try Credentials(accessKeyID: accessKeyID, accessKeySecret: accessKeySecret) }

    /// A fresh pair: nobody has guessed it, and nobody will.
    static func random() -> (id: String, secret: String) { ("LTAI" + random(20), random(40)) }

    private static func random(_ count: Int) -> String {
        var generator = SystemRandomNumberGenerator()
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789")
        return String((0..<count).map { _ in alphabet.randomElement(using: &generator)! })
    }
}

/// The key that signs upload callbacks, kept in the data folder: application servers may remember its public half for long.
enum KeptCallbackKey {
    static func path(in folder: String) -> String { "\(folder)/callback_key.pem" }

    /// The kept key, or a fresh one, which is kept before it is used.
    static func loadOrMake(in folder: String) throws -> CallbackKey {
        do {
            guard let data = FileManager.default.contents(atPath: path(in: folder)) else {
                let key = try CallbackKey()
                try PrivateFile.write(key.privatePEM, to: path(in: folder))
                return key
            }
            return try CallbackKey(privatePEM: String(decoding: data, as: UTF8.self))
        } catch let failure as CommandFailure {
            throw failure
        } catch {
            throw CommandFailure.local("\(path(in: folder)) is not a private key; move it away to have a new one made")
        }
    }
}
