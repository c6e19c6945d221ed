extension Finding {
    /// The words for what is wrong before any signature is computed.
    var refusalText: String {
        switch self {
        case .unsigned: "The request carries no signature; send an Authorization header, or use a presigned URL with all of its query."
        case .queryCut(let first): "The query ends behind \(HintText.quoted(first)); in a shell, put the URL into quotes, or the first & cuts it off."
        case .ampersandsEscaped: "The URL was copied from HTML or XML: its & read &amp;; replace each &amp; by &."
        case .s3Signature: "This is an S3 signature (AWS4, X-Amz-); sign with OSS V4 (OSS4-HMAC-SHA256, x-oss-) or V1."
        case .v2Signature: "This is an OSS V2 signature, which is not taken; sign with V4 (OSS4-HMAC-SHA256)."
        case .unknownScheme: "The Authorization header is neither OSS4-HMAC-SHA256 nor OSS; leave it out of a presigned URL's request."
        case .severalSignatures(.queryAndHeader): "A presigned URL was sent with an Authorization header as well; leave the header out."
        case .severalSignatures(.twoHeaders): "There are two Authorization headers; send one."
        case .severalSignatures(.twoVersions): "The query holds V1 and V4 parameters; sign once, with one version."
        case .missingParameters(let names): "The query lacks \(HintText.list(names)); copy the whole URL, or sign it again."
        case .emptyParameter(let name): "The parameter \(HintText.quoted(name)) is empty; sign the URL again."
        case .repeatedParameter(let name): "The parameter \(HintText.quoted(name)) occurs more than once; use the URL as it was signed."
        case .unknownVersion: "The value of x-oss-signature-version is not OSS4-HMAC-SHA256."
        case .malformedAuthorization(.v4):
            "V4's header reads: OSS4-HMAC-SHA256 Credential=ID/DAY/REGION/oss/aliyun_v4_request,Signature=HEX, each part once."
        case .malformedAuthorization(.v1): "V1's header reads: OSS ID:SIGNATURE, with one blank and one colon."
        case .malformedAdditionalHeaders: "Additional headers are listed in lower case, sorted, each once, joined by semicolons."
        case .additionalHeaderAbsent(let name):
            "The signature covers the header \(HintText.quoted(name)), and it was not sent; send it with the value that was signed."
        case .validityOutOfRange(true): "x-oss-expires looks like a moment; in V4 it is a number of seconds, 1 to 604800."
        case .validityOutOfRange(false): "x-oss-expires is a number of seconds, 1 to 604800 (seven days)."
        case .expiresIsNoMoment: "V1's Expires is a moment in seconds since 1970, digits only."
        case .expiresIsDuration: "V1's Expires looks like a duration; it is a moment in seconds since 1970: add it to the present time."
        case .noDate: "The request has no date; send x-oss-date or Date, and sign it."
        case .malformedDate(.query): "x-oss-date reads like 20241112T083238Z, in UTC."
        case .malformedDate(.header):
            "The date is malformed or repeated; x-oss-date reads like 20241112T083238Z, and Date like Tue, 12 Nov 2024 08:32:38 GMT."
        case .payloadHash:
            "x-oss-content-sha256 holds something else than UNSIGNED-PAYLOAD, perhaps a hash as for S3; OSS takes UNSIGNED-PAYLOAD alone."
        case .v1Off: "This server takes no V1 signatures; sign with V4."
        case .v1Ambiguous: "In V1 this signature is valid for two different requests, so it is refused; sign with V4."
        case .malformedScope: "A credential reads ID/DAY/REGION/oss/aliyun_v4_request, as in ID/20241112/cn-hangzhou/oss/aliyun_v4_request."
        case .scopeDay(let scope, let date):
            "The credential's day is \(HintText.quoted(scope)) and the date's is \(HintText.quoted(date)); take both from one moment, in UTC."
        case .wrongRegion(let signed, let server): Self.regionText(signed: signed, server: server)
        case .wrongProduct(let signed, let server):
            "The credential names the product '\(HintText.quoted(signed))', and it is '\(HintText.quoted(server))' here; sign with that one."
        case .unknownKey(true): "The access key id has blanks or quotes around it; take them away."
        case .unknownKey(false): "The server has no such access key; set the id and secret of a key that the server was started with."
        case .disabledKey: "The access key is disabled; enable it, or sign with another one."
        case .tokenMissing(.header, _): "The key is a temporary one; send and sign its token as x-oss-security-token."
        case .tokenMissing(.query, .v4):
            "The key is a temporary one; give its token to the signer, which puts it into the URL as x-oss-security-token."
        case .tokenMissing(.query, .v1): "The key is a temporary one; give its token to the signer, which puts it into the URL as security-token."
        case .tokenInvalid(true): "The access key is a permanent one and has no security token; send none."
        case .tokenInvalid(false): "The security token belongs to another key or session; use id, secret and token of one answer."
        case .tokenOfAnotherKey: "The security token was given out for another access key; use id, secret and token of one answer."
        case .tokenExpired: "The security token has expired; get new temporary credentials and sign again."
        case .bucketFromPath(let bucket):
            "The host names no bucket, so the first part of the path, '\(HintText.quoted(bucket))', was read as one; use /bucket/key, or bucket.host."
        case .bucketFromHost(let bucket):
            "The host names the bucket '\(HintText.quoted(bucket))', so the whole path was read as the key; create it, or use the plain host for /bucket/key."
        default: ""
        }
    }

    private static func regionText(signed: String, server: String) -> String {
        let start = "The credential names the region '\(HintText.quoted(signed))', and this server's is '\(HintText.quoted(server))'"
        if signed.utf8.elementsEqual("oss-\(server)".utf8) || signed.utf8.elementsEqual("oss-\(server)-internal".utf8)
            || signed.utf8.elementsEqual("\(server)-internal".utf8)
        {
            return start + "; 'oss-' and '-internal' belong to host names, a region is the bare id."
        }
        return start + "; sign for that one."
    }
}
