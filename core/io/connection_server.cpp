#include "core/io/connection_server.h"

#include <chrono>
#include <utility>

namespace walkeeper {

ConnectionServer::ConnectionServer(Socket listener, std::size_t most, Serve serve)
    : m_listener(std::move(listener)),
      m_most(most),
      m_serve(std::move(serve)),
      m_thread([this] { run(); })
{
}

ConnectionServer::~ConnectionServer()
{
    m_isStopping = true;
    m_listener.shutDown();
    m_thread.join();
    for (Client& client : m_clients)
        client.socket.shutDown();
    for (Client& client : m_clients)
        client.thread.join();
}

void ConnectionServer::run()
{
    while (!m_isStopping) {
        Result<Socket> connection = m_listener.accept();
        if (connection)
            take(*std::move(connection));
        else if (connection.error().code == ErrorCode::Cancelled)
            return;
        else // such as too many open files
            std::this_thread::sleep_for(std::chrono::milliseconds(100));
    }
}

void ConnectionServer::take(Socket connection)
{
    removeDone();
    if (m_clients.size() >= m_most)
        return;
    Client& client = m_clients.emplace_back(std::move(connection));
    client.thread = std::thread([this, &client] {
        m_serve(client.socket);
        client.socket.shutDown();
        client.isDone = true;
    });
}

void ConnectionServer::removeDone()
{
    for (auto client = m_clients.begin(); client != m_clients.end();) {
        if (client->isDone) {
            client->thread.join();
            client = m_clients.erase(client);
        } else {
            ++client;
        }
    }
}

} // namespace walkeeper
