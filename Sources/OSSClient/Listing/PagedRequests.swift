public import OSSWire

// How each list goes on behind a page. A page that names its own beginning as the next one would be fetched for ever.

extension ListObjectsV2Request: PagedRequest {
    public static func entries(of page: ListObjectsV2Result) -> [ListEntry<ListedObject>] {
        ListEntry.merged(page.contents, page.commonPrefixes) { $0.key }
    }

    public func following(_ page: ListObjectsV2Result) throws -> Self? {
        guard let token = page.nextContinuationToken else { return nil }
        guard token != continuationToken else { throw ListPosition.standstill }
        var next = self
        next.continuationToken = token
        return next
    }
}

extension ListObjectsRequest: PagedRequest {
    public static func entries(of page: ListObjectsResult) -> [ListEntry<ListedObject>] {
        ListEntry.merged(page.contents, page.commonPrefixes) { $0.key }
    }

    public func following(_ page: ListObjectsResult) throws -> Self? {
        guard let marker = page.nextMarker else { return nil }
        guard marker != self.marker else { throw ListPosition.standstill }
        var next = self
        next.marker = marker
        return next
    }
}

extension ListObjectVersionsRequest: PagedRequest {
    public static func entries(of page: ListObjectVersionsResult) -> [ListEntry<ListedVersion>] {
        ListEntry.merged(page.versions, page.commonPrefixes) { $0.key }
    }

    public func following(_ page: ListObjectVersionsResult) throws -> Self? {
        guard let marker = page.nextKeyMarker else { return nil }
        guard marker != keyMarker || page.nextVersionIDMarker != versionIDMarker else { throw ListPosition.standstill }
        var next = self
        (next.keyMarker, next.versionIDMarker) = (marker, page.nextVersionIDMarker)
        return next
    }
}

extension ListMultipartUploadsRequest: PagedRequest {
    public static func entries(of page: ListMultipartUploadsResult) -> [ListEntry<ListedUpload>] {
        ListEntry.merged(page.uploads, page.commonPrefixes) { $0.key }
    }

    public func following(_ page: ListMultipartUploadsResult) throws -> Self? {
        guard let marker = page.nextKeyMarker else { return nil }
        guard marker != keyMarker || page.nextUploadIDMarker != uploadIDMarker else { throw ListPosition.standstill }
        var next = self
        (next.keyMarker, next.uploadIDMarker) = (marker, page.nextUploadIDMarker)
        return next
    }
}

extension ListPartsRequest: PagedRequest {
    public static func entries(of page: ListPartsResult) -> [ListedPart] { page.parts }

    public func following(_ page: ListPartsResult) throws -> Self? {
        guard page.isTruncated else { return nil }
        guard page.nextPartNumberMarker > partNumberMarker ?? 0 else { throw ListPosition.standstill }
        var next = self
        next.partNumberMarker = page.nextPartNumberMarker
        return next
    }
}

extension ListBucketsRequest: PagedRequest {
    public static func entries(of page: ListBucketsResult) -> [ListedBucket] { page.buckets }

    public func following(_ page: ListBucketsResult) throws -> Self? {
        guard let marker = page.nextMarker else { return nil }
        guard marker != self.marker else { throw ListPosition.standstill }
        var next = self
        next.marker = marker
        return next
    }
}
