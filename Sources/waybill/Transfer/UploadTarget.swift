import ArgumentParser
import HTTPTypes
import OSSClient
import OSSSigning

/// Where an upload goes: `oss://BUCKET/KEY`, a presigned URL, or a waybill, as a file or at a URL.
enum UploadTarget {
    case object(BucketName, ObjectKey)
    case presigned(String)
    case waybill(Waybill)

    /// Looks at what was given. A waybill is read, or fetched.
    ///
    /// - Parameter file: the name of the file, which becomes the end of a key that ends in a slash, or of none.
    static func find(_ text: String, file: String, transport: TransportConfiguration) async throws -> UploadTarget {
        if let object = ObjectURL(argument: text) { return try self.object(object, file: file) }
        let scheme = ASCII.lowercased(text.prefix(8))
        guard scheme.hasPrefix("http://") || scheme.hasPrefix("https://") else { return .waybill(try waybill(inFile: text)) }
        guard try !PresignedTarget(text).isSigned else { return .presigned(text) }
        return .waybill(try await waybill(at: text, transport))
    }

    private static func object(_ object: ObjectURL, file: String) throws -> UploadTarget {
        var key = object.key
        if key.isEmpty || key.utf8.last == ASCII.slash {
            guard file != "-" else { throw CommandFailure.usage("say which key the upload gets: oss://\(object.bucket)/KEY") }
            key += file.utf8.split(separator: ASCII.slash).last.map { String(Substring($0)) } ?? ""
        }
        return .object(try BucketName(object.bucket), try ObjectKey(key))
    }

    private static func waybill(inFile path: String) throws -> Waybill {
        guard BoundedFile.exists(path) else {
            throw CommandFailure.usage("\(path.prefix { $0 != "?" }) is neither oss://BUCKET/KEY, nor a presigned URL, nor a waybill's file")
        }
        return try Waybill(json: try BoundedFile.read(path, limit: Waybill.maximumBytes))
    }

    /// Fetches a waybill from where somebody put it.
    private static func waybill(at url: String, _ configuration: TransportConfiguration) async throws -> Waybill {
        let transport = try AsyncHTTPTransport(configuration)
        let response = try await transport.send(TransportRequest(.get, url: url, headers: [.accept: "application/json"]))
        guard response.status == 200 else {
            throw CommandFailure(status: .refused, message: "the waybill was not given: the answer is \(response.status)")
        }
        return try Waybill(json: try await response.wholeBody(limit: Waybill.maximumBytes))
    }
}
