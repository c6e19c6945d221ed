import HTTPTypes
import OSSSigning

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// The URLs of a waybill while it is used. When they are about to expire, or were refused as expired, new ones are fetched, once for all who wait.
actor WaybillHolder {
    private var waybill: Waybill
    private var parts: [Int: Waybill.Part]
    private let fetching = SharedFetch<Void>()
    private var isFetching = false
    /// How often the URLs have been renewed.
    private var renewals = 0
    private let uploader: Uploader
    /// The numbers of the parts that are not there yet.
    private var missing: Set<Int>
    private let onRefresh: @Sendable () -> Void

    /// URLs that live shorter than this are renewed before they are used, for a request must have begun before its URL expires.
    private static let margin: Int64 = 60

    init(_ waybill: Waybill, partCount: Int, uploader: Uploader, onRefresh: @escaping @Sendable () -> Void) {
        self.waybill = waybill
        self.uploader = uploader
        self.onRefresh = onRefresh
        parts = Dictionary(waybill.parts.map { ($0.number, $0) }, uniquingKeysWith: { $1 })
        missing = Set(1...partCount)
    }

    func arrived(_ number: Int) { missing.remove(number) }

    /// The request that sends a part.
    func part(_ number: Int) async throws -> SignedAction {
        try await refreshIfNeeded(part: number)
        guard let part = parts[number] else {
            throw ClientError(.invalidWaybill, "the waybill has no URL for part \(number); ask for a new one")
        }
        return SignedAction(.put, url: part.url, headers: HTTPFields(part.headers))
    }

    /// One of the requests about the upload.
    func action(_ action: @Sendable (Waybill) -> Waybill.Action?) async throws -> SignedAction? {
        try await refreshIfNeeded()
        return action(waybill).flatMap { action in
            HTTPRequest.Method(action.method).map { SignedAction($0, url: action.url, headers: HTTPFields(action.headers)) }
        }
    }

    /// Whether a refusal means that the URL has expired and another one is to be had.
    func renews(after error: any Error) async throws -> Bool {
        guard let error = error as? ServiceError, error.status == 403, error.message.contains("expired"), waybill.refresh != nil else { return false }
        try await refresh()
        return true
    }

    private func refreshIfNeeded(part number: Int? = nil) async throws {
        if isFetching { return try await refresh() }
        guard let expiration = SigningTime(rfc3339: waybill.expiration) else { return }
        let isMissing = number.map { parts[$0] == nil } ?? false
        let now = uploader.clock.now
        guard now.seconds(until: expiration) < Self.margin || isMissing else { return }
        if waybill.refresh != nil { return try await refresh() }
        try expiration.checkNotPast("the waybill", now: now, "what has arrived stays")
    }

    private func refresh() async throws {
        let seen = renewals
        try await fetching.value { try await self.fetch(after: seen) }
    }

    /// - Parameter seen: how often they had been renewed when the caller found them too old; another fetch may have ended since.
    private func fetch(after seen: Int) async throws {
        guard renewals == seen, let refresh = waybill.refresh else { return }
        isFetching = true
        defer { isFetching = false }
        let request = WaybillRefreshRequest(target: waybill.target, uploadID: waybill.uploadID, parts: missing.sorted())
        let renewed: Waybill
        do {
            let body = Array(try JSONEncoder().encode(request))
            var headers = HTTPFields(refresh.headers)
            headers[.contentType] = "application/json"
            let action = SignedAction(.post, url: refresh.url, headers: headers)
            let response = try await uploader.perform("Refresh", { action }, body: .bytes(body), limit: Waybill.maximumBytes)
            renewed = try Waybill(json: response.body)
        } catch let error as CancellationError {
            throw error
        } catch {
            throw ClientError(.refreshFailed, "new URLs were asked for and not given: \(error)", cause: error)
        }
        guard renewed.uploadID == waybill.uploadID, renewed.target.bucket == waybill.target.bucket,
            renewed.target.key.utf8.elementsEqual(waybill.target.key.utf8), renewed.partSize == waybill.partSize
        else { throw ClientError(.refreshFailed, "the new waybill is for another upload") }
        let now = uploader.clock.now
        if let expiration = SigningTime(rfc3339: renewed.expiration), now.seconds(until: expiration) < 1 {
            throw ClientError(
                .refreshFailed, "the new waybill expired at \(expiration) by this machine's clock, which says \(now); are both clocks right?")
        }
        for part in renewed.parts { parts[part.number] = part }
        let kept = waybill.refresh
        waybill = renewed
        renewals += 1
        if waybill.refresh == nil { waybill.refresh = kept }
        onRefresh()
    }
}

extension HTTPFields {
    /// Headers as a waybill holds them. What is no header is left out: it was not signed.
    init(_ headers: [String: String]?) {
        self.init()
        for (name, value) in headers ?? [:] {
            if let name = HTTPField.Name(name) { append(HTTPField(name: name, value: value)) }
        }
    }
}
