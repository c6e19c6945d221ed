import OSSWire
import Testing

/// The rows of OSS's error table for single operations; clients compare the messages literally.
@Suite("OSS's error table for operations") struct OperationErrorTests {
    typealias Row = CatalogueErrorTests.Row

    static let cors =
        "CORSResponse: This CORS request is not allowed. This is usually because the evalution of Origin, request method / Access-Control-Request-Method or Access-Control-Requet-Headers are not whitelisted by the resource's CORS spec."
    static let upload = "The specified upload does not exist. The upload ID may be invalid, or the upload may have been aborted or completed."
    static let part =
        "One or more of the specified parts could not be found or the specified entity tag might not have matched the part's entity tag."

    static let access = [
        Row(.deniedByBucketACL, 403, "AccessDenied", "You have no right to access this object because of bucket acl.", "0003-00000001"),
        Row(.deniedByObjectACL(.read), 403, "AccessDenied", "You do not have read permission on this object.", "0003-00000005"),
        Row(.deniedByObjectACL(.write), 403, "AccessDenied", "You do not have write permission on this object.", "0003-00000005"),
        Row(.anonymousHasNoRight, 403, "AccessDenied", "Anonymous user has no right to access this bucket.", "0003-00000905"),
        Row(.anonymousIsForbidden, 403, "AccessDenied", "Anonymous access is forbidden for this operation.", "0003-00000905"),
        Row(.deniedByReferer, 403, "AccessDenied", "You are denied by bucket referer policy."),
        Row(.listingBucketsForbidden, 403, "AccessDenied", "You are forbidden to list buckets."),
        Row(
            .noSuchAccessControl(argument: "x-oss-acl", value: "v"), 400, "InvalidArgument", "no such bucket access control exists", nil,
            [.init("ArgumentName", "x-oss-acl"), .init("ArgumentValue", "v")]),
    ]

    static let objects = [
        Row(.missingArgument, 400, "MissingArgument", "Missing Some Required Arguments.", "0016-00000502"),
        Row(
            .responseHeadersNotForAnonymous, 400, "InvalidRequest",
            "Request specific response headers cannot be used for anonymous GET requests."),
        Row(.operationNotSupported("No."), 400, "OperationNotSupported", "No.", "0016-00000702"),
        Row(.noSuchVersion("k", versionID: "v"), 404, "NoSuchVersion", "The specified version does not exist.", nil, [.init("VersionId", "v")]),
        Row(.positionNotEqualToLength(7), 409, "PositionNotEqualToLength", "Position is not equal to file length", "0026-00000016"),
        Row(.objectNotAppendable, 409, "ObjectNotAppendable", "The object is not appendable."),
        Row(.repeatedTags, 400, "RepeatedTags", "Tag keys must be unique."),
        Row(.notSymlink, 400, "NotSymlink", "The object is not symlink."),
        Row(.invalidTargetType, 400, "InvalidTargetType", "The symbolic's target file type is invalid", "0026-00000011"),
        Row(.symlinkTargetNotExist, 404, "SymlinkTargetNotExist", "The symlink target object does not exist."),
    ]

    static let multipart = [
        Row(.noSuchUpload("u"), 404, "NoSuchUpload", upload, "0042-00000002", [.init("UploadId", "u")]),
        Row(.noSuchUpload("u", .part), 404, "NoSuchUpload", upload, "0042-00000104"),
        Row(.noSuchUpload("u", .partCopy), 404, "NoSuchUpload", upload, "0042-00000311"),
        Row(.invalidPart, 400, "InvalidPart", part), Row(.invalidPartOrder, 400, "InvalidPartOrder", "The list of parts was not in ascending order."),
        Row(
            .completeAllWithBody, 400, "InvalidArgument", "Should not speficy both complete all header and http body.", "0042-00000216",
            [.init("ArgumentName", "x-oss-complete-all"), .init("ArgumentValue", "yes")]),
        Row(
            .completionWithoutParts, 400, "MalformedXML",
            "The XML you provided was not well-formed or did not validate against our published schema.", "0042-00000205"),
    ]

    static let buckets = [
        Row(.noSuchCORSConfiguration("b"), 404, "NoSuchCORSConfiguration", "The CORS Configuration does not exist.", nil, [.init("BucketName", "b")]),
        Row(.noSuchLifecycle("b"), 404, "NoSuchLifecycle", "No Row found in Lifecycle Table.", nil, [.init("BucketName", "b")]),
        Row(
            .noSuchBucketPolicy("b"), 404, "NoSuchBucketPolicy", "The specified bucket policy does not exist.", "0030-00000006",
            [.init("BucketName", "b")]),
        Row(.publicBucketPolicyBlocked, 403, "AccessDenied", "Put public bucket policy is not allowed"),
        Row(.originMissing, 400, "BadRequest", "Insufficient information. Origin request header needed.", "0034-00000101"),
        Row(.corsNotAllowed, 403, "AccessForbidden", cors, "0003-00000602"),
    ]

    @Test("each error is the table's", arguments: access + objects + multipart + buckets) func table(row: Row) {
        #expect(row.error.status == row.status)
        #expect(row.error.code.rawValue == row.code)
        #expect(row.error.message == row.message)
        #expect(row.error.ec == row.ec)
        for field in row.fields { #expect(row.error.fields.contains(field)) }
    }

    /// Their sentences are not in the table.
    static let codesOnly: [(OSSError, Int, String, String?)] = [
        (.invalidObjectState, 403, "InvalidObjectState", nil), (.restoreAlreadyInProgress, 409, "RestoreAlreadyInProgress", nil),
        (.archiveRestoreNotFinished, 409, "ArchiveRestoreNotFinished", "0016-00000719"),
        (.archiveRestoreFileStale, 409, "ArchiveRestoreFileStale", nil),
        (.appendSealedObjectNotAllowed, 400, "AppendSealedObjectNotAllowed", nil), (.tooManyTags, 400, "TooManyTags", nil),
        (.invalidTagKey, 400, "InvalidTag", nil), (.invalidTagValue, 400, "InvalidTag", nil), (.tooManyBuckets, 400, "TooManyBuckets", nil),
        (.corsRuleBeyondLimit, 400, "CORSRuleBeyondLimit", "0034-00000006"), (.corsNotEnabled, 403, "AccessForbidden", "0003-00000601"),
        (.requestMethodMissing, 400, "BadRequest", "0034-00000102"),
    ]

    @Test("status, code and EC", arguments: codesOnly) func codes(error: OSSError, status: Int, code: String, ec: String?) {
        #expect(error.status == status && error.code.rawValue == code && error.ec == ec && !error.message.isEmpty)
    }

    @Test("some refusals say more in headers") func headers() {
        let marker = VersionID("CAEQ2")!
        #expect(OSSError.positionNotEqualToLength(7).headers == [.init("x-oss-next-append-position", "7")])
        let deleted = OSSError.noSuchKey("k", deleteMarker: marker)
        #expect(deleted.status == 404 && deleted.code == .noSuchKey && deleted.fields == [.init("Key", "k")])
        #expect(deleted.headers == [.init("x-oss-delete-marker", "true"), .init("x-oss-version-id", "CAEQ2")])
        let unreadable = OSSError.deleteMarkerNotReadable("GET", deleteMarker: marker)
        #expect(unreadable.status == 405 && unreadable.fields == [.init("Method", "GET"), .init("ResourceType", "DeleteMarker")])
        #expect(unreadable.headers.first == .init("Allow", "DELETE"))
        #expect(OSSError.noSuchKey("k").headers.isEmpty)
    }
}
