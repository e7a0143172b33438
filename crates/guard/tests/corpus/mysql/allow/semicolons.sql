-- injected: the server takes several
SELECT 1 ;;
