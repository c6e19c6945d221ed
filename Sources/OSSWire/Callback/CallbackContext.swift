package import OSSSigning

/// What the variables of a callback stand for: the object that was stored, and the request that stored it.
///
/// OSS page: "Callback", system parameters.
package struct CallbackContext: Sendable {
    /// The operations that have callbacks.
    package enum Operation: String, Sendable {
        case putObject = "PutObject"
        case postObject = "PostObject"
        case completeMultipartUpload = "CompleteMultipartUpload"
    }

    package var bucket: BucketName
    package var key: ObjectKey
    /// As a client compares it: without the quotes of the header.
    package var etag: String
    /// Bytes of the object.
    package var size: Int64
    /// The Content-Type that is kept with the object.
    package var mimeType: String
    package var crc64: UInt64
    /// Base 64; `nil` for a multipart object, which has none.
    package var contentMD5: String?
    /// Height, width and format, if the object is an image and somebody looked.
    package var image: ImageInfo?
    /// Of a request that came through a private network; never here.
    package var vpcID = ""
    /// The address of the peer, without its port.
    package var clientIP: String
    package var requestID: String
    /// Who asked: the account of the access key.
    package var requester: String
    package var operation: Operation

    package init(
        bucket: BucketName, key: ObjectKey, etag: String, size: Int64, mimeType: String, crc64: UInt64, contentMD5: String?,
        image: ImageInfo? = nil, clientIP: String, requestID: String, requester: String, operation: Operation
    ) {
        self.bucket = bucket
        self.key = key
        self.etag = etag
        self.size = size
        self.mimeType = mimeType
        self.crc64 = crc64
        self.contentMD5 = contentMD5
        self.image = image
        self.clientIP = clientIP
        self.requestID = requestID
        self.requester = requester
        self.operation = operation
    }

    /// A variable's value as bytes, and whether it is a number; `nil` for a name that OSS does not have.
    func value(_ name: String) -> CallbackValue? {
        switch name {
        case "bucket": .text(Array(bucket.rawValue.utf8))
        case "object": .text(key.bytes)
        case "etag": .text(Array(etag.utf8))
        case "size": .number(size)
        case "mimeType": .text(Array(mimeType.utf8))
        case "imageInfo.height": image.map { .number(Int64($0.height)) }
        case "imageInfo.width": image.map { .number(Int64($0.width)) }
        case "imageInfo.format": image.map { .text(Array($0.format.rawValue.utf8)) }
        // Text: it does not fit the numbers of most JSON readers.
        case "crc64": .text(Array(String(crc64).utf8))
        case "contentMd5": contentMD5.map { .text(Array($0.utf8)) }
        case "vpcId": .text(Array(vpcID.utf8))
        case "clientIp": .text(Array(clientIP.utf8))
        case "reqId": .text(Array(requestID.utf8))
        case "operation": .text(Array(operation.rawValue.utf8))
        default: nil
        }
    }
}

/// The value of a variable.
enum CallbackValue {
    case text([UInt8])
    case number(Int64)
}
