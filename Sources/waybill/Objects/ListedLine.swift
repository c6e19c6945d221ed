import OSSClient
import OSSSigning

/// One thing that `waybill ls` lists, as a line or as JSON.
struct ListedLine: Encodable {
    let schema = 1
    /// bucket, object, prefix, version, delete_marker or upload.
    let type: String
    var bucket: String
    var key: ObjectKey?
    var size: Int64?
    var etag: String?
    var lastModified: SigningTime?
    var storageClass: String?
    var versionID: String?
    var isLatest: Bool?
    var uploadID: String?
    var region: String?
    var extranetEndpoint: String?

    init(bucket: ListedBucket) {
        type = "bucket"
        self.bucket = bucket.name
        lastModified = bucket.creation
        storageClass = bucket.storageClass?.rawValue
        region = bucket.region ?? bucket.location
        extranetEndpoint = bucket.extranetEndpoint
    }

    private init(_ type: String, in location: RemoteLocation, _ key: ObjectKey) {
        self.type = type
        bucket = location.bucket.rawValue
        self.key = key
    }

    init(prefix: ObjectKey, in location: RemoteLocation) { self.init("prefix", in: location, prefix) }

    init(object: ListedObject, in location: RemoteLocation) {
        self.init("object", in: location, object.key)
        size = object.size
        etag = object.etag?.rawValue
        lastModified = object.lastModified
        storageClass = object.storageClass?.rawValue
    }

    init(version: ListedVersion, in location: RemoteLocation) {
        self.init(version.isDeleteMarker ? "delete_marker" : "version", in: location, version.key)
        size = version.content?.size
        etag = version.content?.etag?.rawValue
        lastModified = version.lastModified
        storageClass = version.content?.storageClass?.rawValue
        versionID = version.versionID
        isLatest = version.isLatest
    }

    init(upload: ListedUpload, in location: RemoteLocation) {
        self.init("upload", in: location, upload.key)
        lastModified = upload.initiated
        storageClass = upload.storageClass?.rawValue
        uploadID = upload.uploadID
    }

    func name(_ encoding: KeyEncodingOption) -> String { key.map { "oss://\(bucket)/\(encoding.shown($0))" } ?? "oss://\(bucket)" }

    /// Columns; `-` for what there is not. The name is last, since it may hold blanks.
    func text(_ encoding: KeyEncodingOption, humanReadable: Bool) -> String {
        let size = size.map { humanReadable ? $0.humanBytes : String($0) } ?? "-"
        var columns = [lastModified?.rfc3339.padded(20) ?? "-".padded(20)]
        switch type {
        case "bucket": columns += [(region ?? "-").padded(16), (storageClass ?? "-").padded(12)]
        case "prefix": return "\("-".padded(20))  \("DIR".leftPadded(14))  \("-".padded(12))  \("-".padded(32))  \(name(encoding))"
        case "upload": columns += [uploadID ?? "-"]
        case "delete_marker": columns += ["DELETED".leftPadded(14), "-".padded(12), "-".padded(32), versionID ?? "-"]
        default:
            columns += [size.leftPadded(14), (storageClass ?? "-").padded(12), (etag ?? "-").padded(32)]
            if let versionID { columns.append(versionID) }
        }
        return (columns + [name(encoding)]).joined(separator: "  ")
    }

    private enum CodingKeys: String, CodingKey {
        case schema, type, bucket, key, size, etag, region
        case lastModified = "last_modified"
        case created
        case storageClass = "storage_class"
        case versionID = "version_id"
        case isLatest = "is_latest"
        case uploadID = "upload_id"
        case extranetEndpoint = "extranet_endpoint"
    }

    func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: CodingKeys.self)
        try values.encode(schema, forKey: .schema)
        try values.encode(type, forKey: .type)
        try values.encode(bucket, forKey: .bucket)
        try values.encodeIfPresent(key?.text, forKey: .key)
        try values.encodeIfPresent(size, forKey: .size)
        try values.encodeIfPresent(etag, forKey: .etag)
        try values.encodeIfPresent(lastModified?.rfc3339, forKey: ["bucket", "upload"].contains(type) ? .created : .lastModified)
        try values.encodeIfPresent(storageClass, forKey: .storageClass)
        try values.encodeIfPresent(versionID, forKey: .versionID)
        try values.encodeIfPresent(isLatest, forKey: .isLatest)
        try values.encodeIfPresent(uploadID, forKey: .uploadID)
        try values.encodeIfPresent(region, forKey: .region)
        try values.encodeIfPresent(extranetEndpoint, forKey: .extranetEndpoint)
    }
}

extension String {
    func padded(_ width: Int) -> String { self + String(repeating: " ", count: max(0, width - count)) }
    func leftPadded(_ width: Int) -> String { String(repeating: " ", count: max(0, width - count)) + self }
}
