/// A request whose answer is one page of a list.
public protocol PagedRequest: OperationRequest {
    /// What the list is made of.
    associatedtype Entry: Sendable

    /// What stands on a page, in the order of the list.
    static func entries(of page: Output) -> [Entry]

    /// The request for the page behind another one, or `nil` behind the last.
    /// - Throws: ``ClientError`` with the code `invalidResponse` when the list does not go on from here.
    func following(_ page: Output) throws -> Self?
}

/// The pages of a list, each fetched when it is asked for.
public struct ListPages<Request: PagedRequest>: AsyncSequence, Sendable {
    let client: OSSClient
    let request: Request

    public func makeAsyncIterator() -> AsyncIterator { AsyncIterator(client: client, request: request) }

    /// Goes through the pages.
    public struct AsyncIterator: AsyncIteratorProtocol {
        fileprivate let client: OSSClient
        fileprivate var request: Request?

        public mutating func next() async throws -> Request.Output? {
            guard let current = request else { return nil }
            // A list that failed is over: whoever goes on all the same begins a new one.
            request = nil
            let page = try await client.send(current)
            request = try current.following(page)
            return page
        }
    }
}

/// The entries of a list. Pages are fetched as they are needed.
public struct ListEntries<Request: PagedRequest>: AsyncSequence, Sendable {
    /// The same list, page by page.
    public let pages: ListPages<Request>

    public func makeAsyncIterator() -> AsyncIterator { AsyncIterator(pages: pages.makeAsyncIterator()) }

    /// Goes through the entries.
    public struct AsyncIterator: AsyncIteratorProtocol {
        fileprivate var pages: ListPages<Request>.AsyncIterator
        private var page: IndexingIterator<[Request.Entry]>?

        fileprivate init(pages: ListPages<Request>.AsyncIterator) { self.pages = pages }

        public mutating func next() async throws -> Request.Entry? {
            while true {
                if let entry = page?.next() { return entry }
                // A page may be empty without being the last.
                guard let following = try await pages.next() else { return nil }
                page = Request.entries(of: following).makeIterator()
            }
        }
    }
}

extension OSSClient {
    /// All entries of a list from a request on, through all pages.
    public func list<Request: PagedRequest>(_ request: Request) -> ListEntries<Request> {
        ListEntries(pages: ListPages(client: self, request: request))
    }
}
