import socket

from mvs_classifier.page.listen import open_socket


def test_an_answer_in_two_parts_does_not_wait_for_the_client_between_them() -> None:
    with open_socket("127.0.0.1", 0) as listener, socket.create_connection(listener.getsockname()):
        connection, _ = listener.accept()
        with connection:
            assert connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
